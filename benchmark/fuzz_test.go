package benchmark_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
)

func everyTerms(t testing.TB) map[string]benchmark.Terms {
	all := presets(t)
	maps.Copy(all, others(t))
	return all
}

func TestEveryPresetIsValidAndSurvivesJSON(t *testing.T) {
	for name, terms := range everyTerms(t) {
		t.Run(name, func(t *testing.T) {
			build(t, terms)
			text, err := json.Marshal(terms)
			if err != nil {
				t.Fatal(err)
			}
			again, err := benchmark.Decode(text, benchmark.Kinds())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(terms, again); diff != "" {
				t.Error(diff)
			}
			if _, err := json.Marshal(benchmark.Rules{nil}); err == nil {
				t.Error("a list with a hole was written")
			}
		})
	}
}

// FuzzDecode holds the decoder, the validation and the calculation against any text:
// nothing panics, and what decodes survives another round.
func FuzzDecode(f *testing.F) {
	for _, terms := range everyTerms(f) {
		text, err := json.Marshal(terms)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","years":["BY3"],"rules":[{"kind":"trend","to":"PY","annual":{"rate":"-0.99","months":{"BY3":"7.7"}}},{"kind":"round","places":-15,"mode":"up"}]}`))
	f.Add([]byte(`{"name":"a","years":["BY1"],"rules":[{"kind":"trend","to":"BY3","of":"3","blend":[{"weight":1,"growth":{"fixed":2}},{"growth":{"ratio":"national"}}]}]}`))
	facts, flat := fullFacts(), before(fullFacts())
	f.Fuzz(func(t *testing.T, text []byte) {
		terms, err := benchmark.Decode(text, benchmark.Kinds())
		if err != nil {
			return
		}
		again, err := json.Marshal(terms)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		other, err := benchmark.Decode(again, benchmark.Kinds())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, again)
		}
		chain, err := benchmark.New(terms)
		if err != nil {
			return
		}
		if diff := cmp.Diff(terms, other, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		_, _ = chain.Calculate(facts) // an error is fine, a panic is not
		if frozen, err := chain.Freeze(flat); err == nil {
			_, _ = frozen.Finalise(facts, terms.Retrospective...)
		}
	})
}

// FuzzDecodeFrozen does the same for what was frozen, whose lines may be anything.
func FuzzDecodeFrozen(f *testing.F) {
	f.Add([]byte(`{"terms":{"name":"a","years":["BY3"],"rules":[{"kind":"mark","name":"m"}],"retrospective":[{"kind":"mix","year":"BY3"}],"frozenMix":"BY3"},` +
		`"facts":{"experience":[{"category":"ESRD","year":"BY3","time":"260","perCapita":"93055"}]},"result":{"lines":[{"category":"ESRD","perCapita":"2"}],` +
		`"categories":[],"marks":[{"name":"m","lines":[]}],"account":{"title":"a","facts":null,"steps":null,"results":null}},"all":"2"}`))
	f.Add([]byte(`{"terms":{"name":"a","years":["BY3"],"retrospective":[{"kind":"mix","year":"BY3"}]},"result":{"lines":[]}}`))
	f.Add([]byte(`{"terms":{"name":"a","years":["BY3"],"retrospective":[{"kind":"mix","year":"BY3"}]},"result":{"lines":[{"perCapita":"1"}],"time":"1"}}`))
	facts := fullFacts()
	f.Fuzz(func(t *testing.T, text []byte) {
		frozen, err := benchmark.DecodeFrozen(text, benchmark.Kinds())
		if err != nil {
			return
		}
		_, _ = frozen.Finalise(facts, frozen.Terms.Retrospective...)
		_, _ = frozen.Finalise(frozen.Facts)
	})
}

// FuzzMidpointMonths holds that the months back are the months there, below zero.
func FuzzMidpointMonths(f *testing.F) {
	f.Add("2022-01-01/2022-12-31", "2024-02-01/2024-02-29")
	f.Add("/", "0001-01-01/9999-12-31")
	f.Fuzz(func(t *testing.T, a, b string) {
		from, err := apm.ParsePeriod(a)
		if err != nil {
			return
		}
		to, err := apm.ParsePeriod(b)
		if err != nil {
			return
		}
		there, err := benchmark.MidpointMonths(from, to)
		if err != nil {
			return
		}
		back, err := benchmark.MidpointMonths(to, from)
		if err != nil || !there.Equal(back.Neg()) {
			t.Fatalf("%s there, %s back, %v", there, back, err)
		}
	})
}
