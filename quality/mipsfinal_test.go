package quality_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

// MIPS 2017: published final scores, and advancing care information that is reweighted to
// quality alone.
func TestMIPSFinal(t *testing.T) {
	terms, err := quality.MIPSFinal(2017)
	program := preset(t, terms, err)
	for _, c := range []struct{ quality, aci, ia, want string }{
		{"0", "98", "40", "39.5"}, {"0", "100", "40", "40"}, {"100", "100", "40", "100"}, {"100", "0", "0", "60"},
		{"80", "", "40", "83"}, {"80", "", "20", "75.5"}, {"80", "0", "20", "55.5"},
	} {
		pairs := []string{"quality", c.quality, "ia", c.ia}
		if c.aci != "" {
			pairs = append(pairs, "aci", c.aci)
		}
		o := outcomeOf(t, program, quality.Facts{Results: results(pairs...)})
		same(t, fmt.Sprint(c), o.Score, c.want, 9)
	}
}
