package pmpm_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// Code of Maine Rules 10-144 ch. 101 section VI-3, 3.08: 1,000 members, of whom the
// group payments come to 2,098.25.
func TestMainePrimaryCarePlus(t *testing.T) {
	thousand := members("child/well", 600, "child/complex", 100, "adult/well", 200, "adult/complex", 50,
		"abd/well", 20, "abd/complex", 20, "dual/well", 5, "dual/complex", 5)
	for _, c := range []struct {
		tier       int
		adjustment string
		want       string
	}{
		{2, "-0.10", "7768.25"}, {2, "0", "8398.25"}, {2, "0.25", "9973.25"},
		{3, "-0.10", "8308.25"}, {3, "0", "8998.25"}, {3, "0.25", "10723.25"},
		{2, "-0.5", "7768.25"}, {3, "0.2500001", "10723.25"}, // held within bounds
	} {
		facts := thousand
		facts.Amounts = map[pmpm.Basis]decimal.Decimal{pmpm.MaineAdjustment: num(c.adjustment)}
		st := pay(t, must[pmpm.Terms](t)(pmpm.MainePrimaryCarePlus(c.tier, 2)), facts)
		if st.Paid.String() != c.want {
			t.Errorf("tier %d, adjustment %s: %s, want %s", c.tier, c.adjustment, st.Paid, c.want)
		}
		if group := sum(st.Lines, of("group payment")); group.String() != "2098.25" {
			t.Errorf("group payment %s", group)
		}
	}
	// The first year's fixed adjustment is nearly the same amount in every tier.
	for tier, want := range map[int]string{1: "525.00", 2: "522.90", 3: "524.40"} {
		st := pay(t, must[pmpm.Terms](t)(pmpm.MainePrimaryCarePlus(tier, 1)), thousand)
		if got := sum(st.Lines, of("performance-based adjustment")); got.String() != want {
			t.Errorf("tier %d: %s, want %s", tier, got, want)
		}
	}
	for _, c := range []struct {
		tier, year int
		want       string
	}{
		{0, 2, "MainePrimaryCarePlus: the tiers are 1, 2 and 3, not 0"},
		{4, 1, "MainePrimaryCarePlus: the tiers are 1, 2 and 3, not 4"},
		{1, 0, "MainePrimaryCarePlus: known for program year 1 and later, not for 0"},
	} {
		if _, err := pmpm.MainePrimaryCarePlus(c.tier, c.year); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Frier Levitt on Comprehensive Primary Care Plus: a tier 2 patient brings 8 + 2.50 in
// track 1, 11 + 4.00 in track 2.
func TestCPCPlus(t *testing.T) {
	for track, want := range map[int][3]string{1: {"10.50", "8.00", "9.25"}, 2: {"15.00", "11.00", "13.00"}} {
		terms := must[pmpm.Terms](t)(pmpm.CPCPlus(track))
		for i, q := range []string{"1", "0", "0.5"} {
			facts := members("2", 1)
			facts.Quality = score(q)
			if got := pay(t, terms, facts).Paid.String(); got != want[i] {
				t.Errorf("track %d, earned %s: %s, want %s", track, q, got, want[i])
			}
		}
		ahead := members("2", 1)
		ahead.Provisional = true
		if st := pay(t, terms, ahead); st.Paid.String() != want[0] || !st.Provisional {
			t.Errorf("track %d paid ahead: %s, want %s", track, st.Paid, want[0])
		}
	}
	if _, err := pmpm.CPCPlus(3); err == nil || err.Error() != "CPCPlus: the tracks are 1 and 2, not 3" {
		t.Error(err)
	}
}

// OAR 410-149-0140 and -0150: all targets met pay 2.00 and 4.00 per member per month, paid
// ahead or after.
func TestOregonCPCPlus(t *testing.T) {
	facts := func(quality, utilization string) pmpm.Facts {
		f := members("", 1)
		f.Measures = map[string]apm.Quality{pmpm.ClinicalQuality: score(quality), pmpm.Utilization: score(utilization)}
		return f
	}
	for _, c := range []struct {
		track                      int
		quality, utilization, want string
	}{
		{1, "1", "1", "2.00"}, {2, "1", "1", "4.00"}, {2, "0.5", "1", "3.00"}, {2, "0", "0.25", "0.50"}, {1, "0", "0", "0.00"},
	} {
		for _, ahead := range []bool{true, false} {
			terms := must[pmpm.Terms](t)(pmpm.OregonCPCPlus(c.track, ahead))
			f := facts(c.quality, c.utilization)
			if got := pay(t, terms, f).Paid.String(); got != c.want {
				t.Errorf("track %d, ahead %v: %s, want %s", c.track, ahead, got, c.want)
			}
			f.Provisional = true
			before := map[bool]string{true: fmt.Sprintf("%d.00", 2*c.track), false: "0.00"}[ahead]
			if got := pay(t, terms, f).Paid.String(); got != before {
				t.Errorf("track %d, ahead %v, before performance is known: %s, want %s", c.track, ahead, got, before)
			}
		}
	}
	lump := must[pmpm.Terms](t)(pmpm.OregonCPCPlusLumpSum(num("0.10")))
	f := members("", 317)
	f.Amounts = map[pmpm.Basis]decimal.Decimal{pmpm.PriorRevenue: num("48211.37")}
	if got := pay(t, lump, f).Paid.String(); got != "4821.14" {
		t.Errorf("lump sum %s", got)
	}
	if a := arrange(t, lump); a.Claims() != pmpm.Replacement || a.ReadsPerformance() {
		t.Errorf("%s, performance %v", a.Claims(), a.ReadsPerformance())
	}
	if _, err := pmpm.OregonCPCPlus(0, true); err == nil || err.Error() != "OregonCPCPlus: the tracks are 1 and 2, not 0" {
		t.Error(err)
	}
	for _, share := range []decimal.Decimal{num("0"), num("1.01"), num("-0.1"), huge, decimal.New(1, -1_000_000_000)} {
		if _, err := pmpm.OregonCPCPlusLumpSum(share); err == nil ||
			err.Error() != "OregonCPCPlusLumpSum: the share is a fraction above 0 and up to 1 (10 % is 0.10)" {
			t.Errorf("a share of %d digits passed", share.NumDigits())
		}
	}
}

// presets is every preset with every option.
func presets(t testing.TB) map[string]pmpm.Terms {
	all := map[string]pmpm.Terms{"Oregon lump sum": must[pmpm.Terms](t)(pmpm.OregonCPCPlusLumpSum(num("0.4")))}
	for tier := 1; tier <= 3; tier++ {
		for year := 1; year <= 2; year++ {
			all[fmt.Sprintf("Maine %d %d", tier, year)] = must[pmpm.Terms](t)(pmpm.MainePrimaryCarePlus(tier, year))
		}
	}
	for track := 1; track <= 2; track++ {
		all[fmt.Sprintf("CPC+ %d", track)] = must[pmpm.Terms](t)(pmpm.CPCPlus(track))
		for _, ahead := range []bool{true, false} {
			all[fmt.Sprintf("Oregon %d %v", track, ahead)] = must[pmpm.Terms](t)(pmpm.OregonCPCPlus(track, ahead))
		}
	}
	return all
}

func TestEveryPresetIsValidAndSurvivesJSON(t *testing.T) {
	for name, preset := range presets(t) {
		arrange(t, preset)
		text := must[[]byte](t)(json.Marshal(preset))
		again := must[pmpm.Terms](t)(pmpm.Decode(text, pmpm.Kinds()))
		if diff := cmp.Diff(preset, again); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
