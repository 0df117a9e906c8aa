package lan_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/lan"
)

// What decodes is measured or refused, never a panic, and survives a round trip.
func FuzzDecode(f *testing.F) {
	for _, p := range []lan.Portfolio{changing(), portfolio(lan.Medicaid, paid{"3B", "10"}, paid{"4A", "5.01"})} {
		text, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"streams":[{"id":"a","line":"medicaid","downside":{"share":"1e9"}}],"dollars":[{"stream":"a","paid":-1,"period":"/"}],"covered":{"":"0"}}`))
	m, err := lan.New(terms(lan.ByDollars))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := lan.Decode[lan.Portfolio](text)
		if err != nil {
			return
		}
		if r, err := m.Report(p); err == nil {
			goal := lan.Goal{Name: "g", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("0.5")}
			if _, err := r.Standing(goal); err != nil {
				t.Fatal(err)
			}
			_, _ = r.Close(goal)
		}
		written, err := json.Marshal(p)
		if err != nil {
			return // a period that holds no day has no text
		}
		back, err := lan.Decode[lan.Portfolio](written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(written) {
			t.Fatalf("%s\n%s", written, again)
		}
	})
}

func FuzzDecodeOverlay(f *testing.F) {
	for _, o := range []lan.Overlay{lan.Arizona(), lan.NewHampshire()} {
		text, err := json.Marshal(o)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	r := measure(f, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"3B", "10"}, paid{"1", "5.01"}))
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := lan.Decode[lan.Overlay](text)
		if err != nil {
			return
		}
		if standings, err := r.Standings(o); err == nil {
			for _, s := range standings {
				if s.Outcome == "" || (s.Outcome == lan.Unknown) != (s.Missing != "") {
					t.Fatalf("%+v", s)
				}
			}
		}
		written, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		back, err := lan.Decode[lan.Overlay](written)
		if err != nil || !cmp.Equal(o, back, equal) {
			t.Fatalf("%s: %v\n%s", written, err, cmp.Diff(o, back, equal))
		}
	})
}
