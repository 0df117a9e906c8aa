package streams_test

import (
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// The class of payments per member is what they take the place of and whether performance
// changes them; what a caller fills in decides the rest.
func TestPMPM(t *testing.T) {
	fee := pmpm.Fee{Payment: "fee", Table: pmpm.Table{Rates: []pmpm.CellRate{{PMPM: decimal.NewFromInt(20)}}}}
	bonus := pmpm.Adjust{Payment: "quality", Of: []string{"fee"},
		Up: pmpm.Parts{{Weight: known("0.1").Decimal, Rate: apm.Rate{Linear: &apm.Linear{Slope: known("1").Decimal}}}}}
	constant := pmpm.Adjust{Payment: "trend", Of: []string{"fee"}, Up: pmpm.Parts{{Weight: known("0.1").Decimal, Rate: fixed("1")}}}
	for _, c := range []struct {
		name   string
		claims pmpm.ClaimsBasis
		rules  pmpm.Rules
		scope  lan.Scope
		want   lan.Category
		why    string
	}{
		{"a care fee", pmpm.Additional, pmpm.Rules{fee}, lan.Comprehensive, "2A", "claims: are paid as well|performance: changes nothing"},
		{"a care fee with a constant on top", pmpm.Additional, pmpm.Rules{fee, constant}, lan.Comprehensive, "2A", "claims: are paid as well|performance: changes nothing"},
		{"a care fee by performance", pmpm.Additional, pmpm.Rules{fee, bonus}, lan.Comprehensive, "2C", "claims: are paid as well|performance: changes the money"},
		{"primary care capitation", pmpm.Replacement, pmpm.Rules{fee, bonus}, lan.ServiceLine, "4A",
			"claims: are not paid, so what care costs less or more is the provider's|performance: changes the money"},
		{"global capitation", pmpm.Replacement, pmpm.Rules{fee, bonus}, lan.Comprehensive, "4B",
			"claims: are not paid, so what care costs less or more is the provider's|performance: changes the money"},
		{"capitation without quality", pmpm.Replacement, pmpm.Rules{fee}, lan.Comprehensive, "4N",
			"claims: are not paid, so what care costs less or more is the provider's|performance: changes nothing"},
	} {
		a, err := pmpm.New(pmpm.Terms{Name: "Advanced Medical Home", Claims: c.claims, Rules: c.rules, Rounding: pmpm.Rounding{Unit: pmpm.ByPayment, Mode: apm.HalfUp}})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s, why := streams.PMPM(a)
		s.Scope, s.Purpose, s.Integrated = c.scope, lan.Infrastructure, lan.No
		class, err := lan.Classify(s, lan.Edition2017)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(why, "|"); class.Category != c.want || got != c.why {
			t.Errorf("%s: %s\n%s", c.name, got, class)
		}
		bears := s.Downside.Unlimited && s.Downside.Share.Decimal.Equal(decimal.NewFromInt(1))
		if bears != (c.claims == pmpm.Replacement) || !s.Upside.Share.Decimal.Equal(s.Downside.Share.Decimal) {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
}
