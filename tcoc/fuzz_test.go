package tcoc_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
)

// FuzzDecode holds the decoder, the validation and the settlement against any text:
// nothing panics, and what decodes survives another round.
func FuzzDecode(f *testing.F) {
	for _, plan := range presets(f) {
		text, err := json.Marshal(plan)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"greaterOf":[{"name":"a","savings":[{"kind":"share","rate":{"fixed":1e-400}}]},{"sum":[]}]}`))
	f.Add([]byte(`{"name":"a","name":"b","from":{"of":"x","less":"y"},"losses":[{"kind":"cap","lesser":[{"byYear":["1"],"of":"revenue"}]}]}`))
	f.Add([]byte(`{"name":"a","savings":[{"kind":"round","places":-15,"mode":"up"},{"kind":"corridor","whole":true,"bands":[{"share":"1e0"}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		plan, err := tcoc.Decode(text, tcoc.Kinds())
		if err != nil {
			return
		}
		again, err := json.Marshal(plan)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		other, err := tcoc.Decode(again, tcoc.Kinds())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, again)
		}
		arrangement, err := tcoc.New(plan)
		if err != nil {
			return
		}
		if diff := cmp.Diff(plan, other); diff != "" {
			t.Fatal(diff)
		}
		for _, percent := range []string{"-30", "-1", "0", "0.5", "40"} {
			facts := gap("1000000", percent)
			facts.Population, facts.Quality = 5_333, quality(apm.Met, "0.77")
			_, _ = arrangement.Bound(facts) // an error is fine, a panic is not
		}
	})
}
