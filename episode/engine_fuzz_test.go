package episode_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"pgregory.net/rapid"
)

// What the decoder takes can be written and read again without loss.
func FuzzDecode(f *testing.F) {
	for _, s := range []episode.Suite{{Definitions: []episode.Definition{surgical()}}, {Definitions: []episode.Definition{asthma(), heartFailure()}}, families()} {
		b, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"definitions":[{"id":"x","ID":"y","triggers":[{"name":"t","settings":["nowhere"]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := episode.Decode(b)
		if err != nil {
			return
		}
		b, err = json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := episode.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		m := episode.Member{Claims: []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "10"), visit("2", episode.Professional, "2023-02-01", "99213", "7")}}
		e := suite(t, s)
		r, err := e.Build(m)
		if err == nil {
			conserved(t, s, m, r)
		}
	})
}

// No member and no definition makes the engine panic or lose a dollar.
func FuzzEngine(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		d, m := drawDefinition(t, "d"), drawMember(t, true)
		for i := range m.Claims { // dates of any kind
			for j := range m.Claims[i].Lines {
				if chance(t, "wild", 5) {
					l := &m.Claims[i].Lines[j]
					l.From += pick(t, "by", []apm.Date{-1 << 30, -739_000, 1, 2_000_000, 2_914_000, 1 << 30})
				}
			}
		}
		build(t, engine(t, d), m)
	}))
}
