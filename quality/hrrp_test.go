package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

// CMS's mock hospital report of fiscal year 2020, with the edges of the rule.
func TestHospitalReadmissions(t *testing.T) {
	one := func(ratio, median, weight, cases string) quality.Excess {
		return quality.Excess{Name: "measure", Ratio: figOr(ratio), Median: fig(median), Weight: fig(weight), Cases: fig(cases)}
	}
	for _, c := range []struct {
		source, neutrality string
		items              []quality.Excess
		factor             string
		penalized          int
	}{
		{"an excess of .045 is cut off at .03", "1", []quality.Excess{one("1.15", "1", "0.2", "100"), one("1.05", "1", "0.3", "100")}, "0.97", 2},
		{"mock report 2020", "0.95760770567596", []quality.Excess{
			one("0.98042096218067", "0.99281848610629", "0.00301182024048", "7"), one("0.94454718101849", "0.99417797085712", "0.01309961047859", "35"),
			one("0.9816076714207", "0.98480488275975", "0.00954226762031", "25"), one("0.91775783241805", "0.98752865987325", "0.0446078260292", "88"),
			one("", "0.98034565820558", "0", "0"), one("1.05330810120047", "0.98405927145014", "0.24143303700485", "332"),
		}, "0.984", 1},
		{"25 discharges are enough", "1", []quality.Excess{one("1.1", "1", "0.1", "25")}, "0.99", 1},
		{"24 are not", "1", []quality.Excess{one("1.1", "1", "0.1", "24")}, "1", 0},
		{"at the median", "1", []quality.Excess{one("1", "1", "0.1", "25")}, "1", 0},
		{"better ones make up for nothing", "1", []quality.Excess{one("1.1", "1", "0.1", "25"), one("0.5", "1", "0.9", "25")}, "0.99", 1},
		{"at the cap", "1", []quality.Excess{one("1.3", "1", "0.1", "25")}, "0.97", 1},
		{"short of it", "1", []quality.Excess{one("1.2994", "1", "0.1", "25")}, "0.9701", 1},
		{"a half is rounded up", "1", []quality.Excess{one("1.1005", "1", "0.1", "25")}, "0.99", 1},
		{"the modifier", "0.5", []quality.Excess{one("1.1", "1", "0.1", "25")}, "0.995", 1},
	} {
		t.Run(c.source, func(t *testing.T) {
			program, err := quality.HospitalReadmissions(2024, fig(c.neutrality))
			if err != nil {
				t.Fatal(err)
			}
			factor, trail, err := program.PaymentFactor(c.items)
			if err != nil || !factor.Equal(fig(c.factor)) {
				t.Errorf("factor %s, want %s, %v", factor, c.factor, err)
			}
			penalized := 0
			for _, item := range trail {
				if item.Penalized {
					penalized++
				}
			}
			if penalized != c.penalized {
				t.Errorf("%d penalized, want %d", penalized, c.penalized)
			}
		})
	}
}
