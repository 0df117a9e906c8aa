package spend_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Terms, rules, members and pages survive JSON without loss.
func TestLawRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		b, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		back, err := spend.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(terms, back); diff != "" {
			t.Fatal(diff)
		}
		member := drawMember(t, "m")
		member.Spans = slices.DeleteFunc(member.Spans, func(s spend.Span) bool { return !s.Period.Valid() }) // has no text
		if b, err = json.Marshal(member); err != nil {
			t.Fatal(err)
		}
		var again spend.Member
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(member, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		page := mustPost(t, mustNew(t, terms), member)
		if b, err = json.Marshal(page); err != nil {
			t.Fatal(err)
		}
		var same spend.Page
		if err := json.Unmarshal(b, &same); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(page, same, cmpopts.IgnoreUnexported(page), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func allRules() spend.Adjustments {
	hundred := spend.AmountLimit(dec("100"))
	return spend.Adjustments{
		spend.Truncate{Limit: spend.Limit{Percentile: &spend.Percentile{At: dec("0.99"), Definition: apm.SAS5, ByCell: true}}, Annual: true, Symmetric: true, Keep: nullDec("0")},
		spend.Winsorise{Low: hundred, High: spend.Limit{ByCell: []spend.CellAmount{{Cell: "A", Amount: dec("200")}}}},
		spend.TrimTails{High: hundred},
		spend.StopLoss{ByCell: []spend.CellLayers{{Cell: "A", Layers: apm.Bands{{UpTo: nullDec("10"), Share: dec("0")}, {Share: dec("0.8")}}}}, Charge: nullDec("1.5")},
		spend.Complete{Factor: dec("1.013")},
	}
}

func TestRulesRoundTrip(t *testing.T) {
	b, err := json.Marshal(allRules())
	if err != nil {
		t.Fatal(err)
	}
	back, err := spend.DecodeAdjustments(b, spend.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(allRules(), back); diff != "" {
		t.Error(diff)
	}
	if _, err := json.Marshal(spend.Adjustments{nil}); err == nil {
		t.Error("no rule was written")
	}
}

// halve is a rule of a caller's own.
type halve struct {
	Below decimal.Decimal `json:"below"`
}

func (halve) Kind() string { return "oregon.halve" }
func (h halve) Apply(p spend.Person) (spend.Effect, error) {
	if p.Dollars.LessThan(h.Below) {
		return spend.Effect{Removed: p.Dollars.Mul(dec("0.5"))}, nil
	}
	return spend.Effect{}, errors.New("dollars: are too many")
}
func (halve) Validate(apm.Check) {}

func TestRuleOfOnesOwn(t *testing.T) {
	rules, err := spend.DecodeAdjustments([]byte(`[{"kind": "oregon.halve", "below": 10}, {"kind": "complete", "factor": "1.5"}]`), spend.Kinds().With(halve{}))
	if err != nil {
		t.Fatal(err)
	}
	a, err := spend.NewAdjuster(rules)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Adjust(spend.Person{Dollars: dec("8")})
	if err != nil || !got.Dollars.Equal(dec("6")) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := a.Adjust(spend.Person{Dollars: dec("10")}); err == nil || err.Error() != "[0]: dollars: are too many" {
		t.Errorf("%v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, tc := range []struct{ name, json, want string }{
		{"no JSON", `{`, "line 1, column 2: unexpected EOF"},
		{"an unknown field", `{"nam": "x"}`, "nam: unknown field"},
		{"a key twice", `{"name": "x", "name": "y"}`, "name: the key stands twice"},
		{"another case", `{"name": "x", "Name": "y"}`, `Name: the key differs from "name" only in case`},
		{"bad terms", `{"name": "x", "period": "2024-01-01/2024-12-31", "incurred": "through", "months": {"count": "any"}}`, "categories: needs a category, or other for everything"},
		{"a month with 31 days in February", `{"period": "2024-02-01/2024-02-31"}`, "period: not a valid period: want two dates such as 2023-01-01/2023-12-31"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := spend.Decode([]byte(tc.json)); err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
	_, err := spend.DecodeAdjustments([]byte(`[{"kind": "truncate", "limit": {}}, {"kind": "oregon.halve"}]`), spend.Kinds())
	if want := `[1]: unknown rule "oregon.halve" (known: complete, stopLoss, trim, truncate, winsorise)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTexts(t *testing.T) {
	for _, v := range []interface {
		MarshalText() ([]byte, error)
		String() string
	}{spend.Add, spend.Void, spend.Replace, spend.Counted, spend.Excluded, spend.Unenrolled, 7*apm.OneMonth + apm.OneMonth/31*5, -apm.OneMonth / 29} {
		b, err := v.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		back := reflect.New(reflect.TypeOf(v))
		if err := back.Interface().(interface{ UnmarshalText([]byte) error }).UnmarshalText(b); err != nil {
			t.Fatal(err)
		}
		if back.Elem().Interface() != v || v.String() == "" {
			t.Errorf("%v becomes %v", v, back.Elem())
		}
	}
	for _, v := range []interface {
		MarshalText() ([]byte, error)
		String() string
	}{spend.Action(3), spend.Standing(3)} {
		if _, err := v.MarshalText(); err == nil || !strings.HasSuffix(v.String(), " 3") {
			t.Errorf("%v was written", v)
		}
	}
	var a spend.Action
	var s spend.Standing
	var m apm.MemberMonths
	for _, err := range []error{a.UnmarshalText([]byte("SECRET")), s.UnmarshalText([]byte("SECRET")), m.UnmarshalText([]byte("SECRET")), m.UnmarshalText([]byte("1e30"))} {
		var parse *apm.ParseError
		if !errors.As(err, &parse) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%v", err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	terms, err := spend.MSSP(2023, apm.CalendarYear(2023))
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []any{terms, benchTerms(), simpleTerms()} {
		b, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		terms, err := spend.Decode(b)
		if err != nil {
			return
		}
		l, err := spend.New(terms)
		if err != nil {
			t.Fatalf("decoded terms are refused: %v", err)
		}
		m := spend.Member{Spans: []spend.Span{{}}, Lines: []spend.Line{{Through: terms.Period.To, From: terms.Period.From, Code: "99213", PaidAmount: 1}}}
		var balance spend.Balance
		if balance.Add(m, mustPost(t, l, m)); !balance.Balanced() {
			t.Fatalf("%+v", balance)
		}
		again, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		back, err := spend.Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(terms, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzDecodeAdjustments(f *testing.F) {
	b, err := json.Marshal(allRules())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		rules, err := spend.DecodeAdjustments(b, spend.Kinds())
		if err != nil {
			return
		}
		a, err := spend.NewAdjuster(rules)
		if err != nil {
			return
		}
		p := spend.Person{Cell: "A", Dollars: dec("1234.56"), Months: apm.OneMonth}
		got, err := a.Adjust(p)
		if err != nil {
			return
		}
		for _, e := range got.Effects {
			p.Dollars = p.Dollars.Sub(e.Removed).Add(e.Added)
		}
		if !p.Dollars.Equal(got.Dollars) {
			t.Fatalf("%+v", got)
		}
	})
}
