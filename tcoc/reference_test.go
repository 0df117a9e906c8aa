package tcoc_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// reference is MSSP's settlement written out by hand, once, in the order of CMS's
// specification: slow, obvious, and without the rules of this package.
func reference(year int, track tcoc.MSSPTrack, from2024 bool, p tcoc.Performance) (generated, earned, paid decimal.Decimal) {
	d := func(s string) decimal.Decimal { return num(s) }
	b := p.Benchmark.Decimal
	m := b.Sub(p.Expenditure.Decimal)
	n := int64(p.Population)
	basic := map[tcoc.MSSPTrack]bool{tcoc.BasicA: true, tcoc.BasicB: true, tcoc.BasicC: true, tcoc.BasicD: true, tcoc.BasicE: true}[track]
	oneSided := track == tcoc.Track1 || track == tcoc.BasicA || track == tcoc.BasicB

	// Minimum savings rate.
	table := [][4]string{
		{"1", "499", "12.2", "12.2"}, {"500", "999", "12.2", "8.7"}, {"1000", "2999", "8.7", "5.0"}, {"3000", "4999", "5.0", "3.9"},
		{"5000", "5999", "3.9", "3.6"}, {"6000", "6999", "3.6", "3.4"}, {"7000", "7999", "3.4", "3.2"}, {"8000", "8999", "3.2", "3.1"},
		{"9000", "9999", "3.1", "3.0"}, {"10000", "14999", "3.0", "2.7"}, {"15000", "19999", "2.7", "2.5"}, {"20000", "49999", "2.5", "2.2"},
		{"50000", "59999", "2.2", "2.0"}, {"60000", "99999999", "2.0", "2.0"},
	}
	var rate decimal.Decimal
	for _, row := range table {
		lo, hi := d(row[0]), d(row[1])
		at := decimal.NewFromInt(n)
		if at.GreaterThanOrEqual(lo) && at.LessThanOrEqual(hi) {
			// low x (hi - n) + high x (n - lo), over hi - lo, in percent
			rate = d(row[2]).Mul(hi.Sub(at)).Add(d(row[3]).Mul(at.Sub(lo))).DivRound(hi.Sub(lo), 60).Shift(-2)
		}
	}
	if track == tcoc.Track2 && year <= 2015 {
		rate = d("0.02")
	} else if !oneSided && p.MinimumRate.Valid && n >= 5000 {
		rate = p.MinimumRate.Decimal
	}

	most := map[tcoc.MSSPTrack]string{tcoc.Track1: "0.5", tcoc.Track1Plus: "0.5", tcoc.Track2: "0.6", tcoc.Track3: "0.75", tcoc.BasicA: "0.4",
		tcoc.BasicB: "0.4", tcoc.BasicC: "0.5", tcoc.BasicD: "0.5", tcoc.BasicE: "0.5", tcoc.Enhanced: "0.75"}[track]
	q := p.Quality.Score.Decimal
	met, alternative := p.Quality.Status == apm.Met, p.Quality.Status == apm.Alternative

	if !m.IsNegative() {
		share := decimal.Decimal{}
		switch {
		case met && year <= 2020:
			share = d(most).Mul(q)
		case met:
			share = d(most)
		case alternative:
			share = d(most).Mul(q)
		}
		switch minimum := rate.Mul(b); {
		case m.IsPositive() && m.GreaterThanOrEqual(minimum):
			generated = m
		case from2024 && basic && p.Flags[tcoc.LowRevenue] && n >= 5000 && (met || alternative):
			generated, share = m, share.Mul(d("0.5"))
		}
		earned = generated.Mul(share)
		if year != 2019 && year != 2020 {
			earned = earned.Mul(d("0.98"))
		}
		limit := map[tcoc.MSSPTrack]string{tcoc.Track2: "0.15", tcoc.Track3: "0.2", tcoc.Enhanced: "0.2"}[track]
		if limit == "" {
			limit = "0.1"
		}
		if c := d(limit).Mul(b); earned.GreaterThan(c) {
			earned = c
		}
		if year >= 2019 && p.Exit != nil && (p.Exit.Months < 12 || p.Exit.ByPayer) {
			earned = decimal.Decimal{}
		}
		paid = earned
		if from2024 && basic {
			paid = decimal.Max(decimal.Decimal{}, earned.Sub(p.Advances.Decimal))
		}
		return generated, earned, paid
	}

	loss := m.Neg()
	if loss.LessThan(rate.Mul(b)) {
		return
	}
	if oneSided {
		if year == 2018 || year == 2019 {
			generated = m
		}
		return
	}
	generated = m
	var lossRate decimal.Decimal
	top := map[tcoc.MSSPTrack]string{tcoc.Track2: "0.6", tcoc.Track3: "0.75", tcoc.Enhanced: "0.75"}[track]
	switch {
	case top == "":
		lossRate = d("0.3")
	case met || alternative:
		lossRate = d("1").Sub(d(most).Mul(q))
		if lossRate.LessThan(d("0.4")) {
			lossRate = d("0.4")
		}
		if lossRate.GreaterThan(d(top)) {
			lossRate = d(top)
		}
	default:
		lossRate = d(top)
	}
	owed := loss.Mul(lossRate)
	limits := []decimal.Decimal{}
	switch track {
	case tcoc.Track2:
		limits = append(limits, d([]string{"", "0.05", "0.075", "0.1", "0.1", "0.1"}[p.AgreementYear]).Mul(b))
	case tcoc.Track3, tcoc.Enhanced:
		limits = append(limits, d("0.15").Mul(b))
	case tcoc.Track1Plus:
		limits = append(limits, d("0.04").Mul(b))
		if p.Flags[tcoc.RevenueLossLimit] {
			limits = append(limits, d("0.08").Mul(p.Revenue.Decimal))
		}
	case tcoc.BasicC:
		limits = append(limits, d("0.01").Mul(b), d("0.02").Mul(p.Revenue.Decimal))
	case tcoc.BasicD:
		limits = append(limits, d("0.02").Mul(b), d("0.04").Mul(p.Revenue.Decimal))
	case tcoc.BasicE:
		limits = append(limits, d("0.04").Mul(b), d("0.08").Mul(p.Revenue.Decimal))
	}
	for _, limit := range limits {
		if owed.GreaterThan(limit) {
			owed = limit
		}
	}
	if year >= 2017 && p.Disaster != nil {
		owed = owed.Sub(owed.Mul(p.Disaster.People.Decimal).Mul(p.Disaster.Months.Decimal).DivRound(d("12"), 60))
	}
	if year >= 2019 && p.Exit != nil {
		if p.Exit.Months <= 6 && !p.Exit.ByPayer {
			owed = decimal.Decimal{}
		}
		owed = owed.Mul(decimal.NewFromInt(int64(p.Exit.Months))).DivRound(d("12"), 60)
	}
	return generated, owed.Neg(), owed.Neg()
}

func TestMSSPAgainstReference(t *testing.T) {
	type kind struct {
		track    tcoc.MSSPTrack
		year     int
		from2024 bool
	}
	plans := make(map[kind]*tcoc.Arrangement)
	var kinds []kind
	for _, tr := range tracks {
		for year := tr.first; year <= tr.last; year++ {
			for _, from2024 := range []bool{false, true} {
				start := apm.MustParseDate("2024-01-01")
				if !from2024 {
					start = apm.CalendarYear(min(year, 2023)).From
				}
				if from2024 && year < 2024 {
					continue
				}
				k := kind{tr.track, year, from2024}
				kinds = append(kinds, k)
				plans[k] = arrange(t, must(t)(tcoc.MSSP(year, tr.track, start)))
			}
		}
	}
	// The rules that took something away, so that the draw is known to reach them.
	reached := make(map[string]int)
	rapid.Check(t, func(t *rapid.T) {
		for range 40 {
			k := rapid.SampledFrom(kinds).Draw(t, "track and year")
			facts := drawFacts(t)
			if k.year >= 2023 && rapid.Bool().Draw(t, "alternative standard") {
				facts.Quality.Status = apm.Alternative
			}
			s, err := plans[k].Settle(facts)
			if err != nil {
				t.Fatal(err)
			}
			generated, earned, paid := reference(k.year, k.track, k.from2024, facts)
			for _, c := range []struct {
				what      string
				got, want decimal.Decimal
			}{{"generated", s.Generated.Decimal, generated}, {"earned", s.Earned.Decimal, earned}, {"paid", s.Paid, paid}} {
				if c.got.Sub(c.want).Abs().GreaterThan(num("1e-20")) {
					t.Fatalf("%s %d: %s %s, want %s\n%s", k.track, k.year, c.what, c.got, c.want, s.Account)
				}
			}
			for _, step := range s.Account.Steps {
				if step.After.LessThan(step.Before) {
					reached[step.Path[:4]+" "+step.Rule]++
				}
			}
			if len(s.Account.Steps) > 0 && s.Account.Steps[0].Branches != nil && earned.IsPositive() {
				reached["savi below the minimum"]++
			}
		}
	})
	for _, place := range []string{"savi minimumRate", "savi share", "savi sequester", "savi cap", "savi prorate", "savi recoup",
		"savi below the minimum", "loss minimumRate", "loss share", "loss cap", "loss when", "loss disasterRelief", "loss prorate"} {
		if reached[place] == 0 {
			t.Errorf("nothing was drawn that reaches: %s (%v)", place, reached)
		}
	}
}
