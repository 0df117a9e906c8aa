package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// TEAMRisk is what the beneficiary and hospital multipliers of TEAM depend on (42 CFR
// 512.545(a)), but for the factors of single categories.
type TEAMRisk struct {
	HCCs int // hierarchical condition categories in the 180 days that end the day before the anchor, not below zero
	Age  int // at the first day of the episode, not below zero
	// CDIPercentile is the national percentile of the community deprivation index, as a
	// fraction.
	CDIPercentile decimal.Decimal
	// LowIncomeSubsidy and FullMedicaid are each enough for the economic flag.
	LowIncomeSubsidy, FullMedicaid bool
	Beds                           int // of the hospital, not below zero
	// DualPercentile and SubsidyPercentile say where the hospital's shares of patients with
	// Medicaid and with the low-income subsidy stand among hospitals, as fractions.
	DualPercentile, SubsidyPercentile decimal.Decimal
}

// Covariates are the yes-or-no numbers of a [Risk] in product form: "hcc0" to "hcc4"
// (four or more), "under65", "65to74", "75to84", "85up", "economic", "beds1" to "beds4"
// (up to 250, 500, 850 and above) and "safetyNet". The coefficients are CMS's to publish. The
// boundary of 850 beds, which the regulation gives to two groups, is in the third, as Milliman
// summarises it; the percentiles are passed strictly, 80 for deprivation (512.545(a)) and 75
// for a safety net hospital. It fails with a [*apm.FactError].
func (r TEAMRisk) Covariates() (map[string]decimal.Decimal, error) {
	for _, n := range [...]struct {
		field string
		value int
	}{{"HCCs", r.HCCs}, {"age", r.Age}, {"beds", r.Beds}} {
		if n.value < 0 {
			return nil, &apm.FactError{Field: n.field, Reason: "is negative"}
		}
	}
	for _, f := range [...]struct {
		field string
		value decimal.Decimal
	}{{"CDIPercentile", r.CDIPercentile}, {"dualPercentile", r.DualPercentile}, {"subsidyPercentile", r.SubsidyPercentile}} {
		if !apm.Plain(f.value) || f.value.IsNegative() || f.value.GreaterThan(unity) {
			return nil, &apm.FactError{Field: f.field, Reason: "is outside 0 to 1 (the 80th is 0.8)"}
		}
	}
	deprived, safety := figure("0.80"), figure("0.75")
	out := make(map[string]decimal.Decimal)
	set := func(name string, yes bool) {
		out[name] = decimal.Decimal{}
		if yes {
			out[name] = unity
		}
	}
	for i, name := range [...]string{"hcc0", "hcc1", "hcc2", "hcc3", "hcc4"} {
		set(name, min(r.HCCs, 4) == i)
	}
	set("under65", r.Age < 65)
	set("65to74", r.Age >= 65 && r.Age < 75)
	set("75to84", r.Age >= 75 && r.Age < 85)
	set("85up", r.Age >= 85)
	set("economic", r.CDIPercentile.GreaterThan(deprived) || r.LowIncomeSubsidy || r.FullMedicaid)
	set("beds1", r.Beds <= 250)
	set("beds2", r.Beds > 250 && r.Beds <= 500)
	set("beds3", r.Beds > 500 && r.Beds <= 850)
	set("beds4", r.Beds > 850)
	set("safetyNet", r.DualPercentile.GreaterThan(safety) || r.SubsidyPercentile.GreaterThan(safety))
	return out, nil
}
