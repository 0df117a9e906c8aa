package pmpm_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// FuzzDecode holds the decoder, the validation and the payment against any text: nothing
// panics, and what decodes survives another round.
func FuzzDecode(f *testing.F) {
	for _, terms := range presets(f) {
		text, err := json.Marshal(terms)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","claims":"additional","keys":["cell"],"rules":[{"kind":"fee","payment":"a","rates":[{"pmpm":1e-150}]},
		{"kind":"adjust","payment":"b","of":["a"],"given":"visits"},{"kind":"adjust","payment":"c","of":["b"],"given":"visits","max":"1e39"},
		{"kind":"panelFee","payment":"d","tiers":[{"upTo":"1e39","pmpm":"1e39"},{"pmpm":"-5"}]},
		{"kind":"when","if":{"flag":"x"},"else":[{"kind":"lump","payment":"e","rate":"7","basis":"visits"}]}],
		"rounding":{"unit":"provider","mode":"up"},"schedule":{"every":12,"lag":-12},"lookBack":{"removed":1,"added":0}}`))
	f.Add([]byte(`{"name":"a","name":"b","months":{"count":"any","choose":"last"},"rules":[{"kind":"withhold","payment":"w","of":["w"],"rate":"1"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		terms, err := pmpm.Decode(text, pmpm.Kinds())
		if err != nil {
			return
		}
		again, err := json.Marshal(terms)
		if err != nil {
			return // a period of no day has no text
		}
		other, err := pmpm.Decode(again, pmpm.Kinds())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, again)
		}
		arrangement, err := pmpm.New(terms)
		if err != nil {
			return
		}
		if diff := cmp.Diff(terms, other); diff != "" {
			t.Fatal(diff)
		}
		cell := "a"
		for i := 1; i < len(terms.Keys); i++ {
			cell += "/a"
		}
		if len(terms.Keys) == 0 {
			cell = ""
		}
		facts := pmpm.Facts{Provider: "P", Quality: score("0.7"), Flags: map[string]bool{"x": false},
			Counts:   []pmpm.Count{{Month: june, Cell: cell, MemberMonths: apm.WholeMonths(7)}, {Month: 12, Cell: cell, MemberMonths: 1}},
			Amounts:  map[pmpm.Basis]decimal.Decimal{pmpm.Visits: num("1e39"), pmpm.VisitsElsewhere: num("1e-39"), pmpm.PriorRevenue: num("-5")},
			Measures: map[string]apm.Quality{pmpm.Utilization: score("1"), pmpm.ClinicalQuality: score("0")}}
		run, err := arrangement.Run(pmpm.Statement{}, facts, june)
		if err != nil {
			return // an error is fine, a panic is not
		}
		facts.Counts = facts.Counts[1:]
		last, err := arrangement.Run(run.Statement, facts, june+1)
		if err != nil {
			t.Fatalf("a second run fails: %v", err)
		}
		sum := run.Statement.Paid
		for _, e := range last.Entries {
			sum += e.Amount
		}
		if sum != last.Statement.Paid {
			t.Fatalf("entries lead to %s, not to %s", sum, last.Statement.Paid)
		}
	})
}

// FuzzDecodePool holds the decoder of pools against any text.
func FuzzDecodePool(f *testing.F) {
	text, err := json.Marshal(challenge())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"name":"a","funding":[{"dollars":"1e20"},{"rate":1,"of":"payments"}],"stages":[{"name":"s","by":["memberMonths","payments","contribution"],"awards":[{"if":{"flag":"x"},"rate":{"fixed":"1"}}]}],"mode":"up"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		terms, err := pmpm.DecodePool(text)
		if err != nil {
			return
		}
		pool, err := pmpm.NewPool(terms)
		if err != nil {
			return
		}
		d, err := pool.Distribute([]pmpm.Facts{entrant("a", "1000.01", "9", 3, 1), entrant("b", "0", "12", 5, 2), entrant("c", "77", "0", 0, 0)})
		if err == nil && (d.Paid+d.Left != d.Funded || d.Left < 0) {
			t.Fatalf("%s paid and %s left of %s", d.Paid, d.Left, d.Funded)
		}
	})
}
