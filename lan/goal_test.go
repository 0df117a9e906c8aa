package lan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
)

func overlay(t *testing.T) func(lan.Overlay, error) lan.Overlay {
	return func(o lan.Overlay, err error) lan.Overlay {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Validate(); err != nil {
			t.Fatal(err)
		}
		return o
	}
}

// Every preset, with the shares and the categories that can be checked by eye.
func TestPresets(t *testing.T) {
	must := overlay(t)
	const twoC, apms, twoSided, linked = "2C 2D 3A 3B 4A 4B 4C", "3A 3B 4A 4B 4C", "3B 4A 4B 4C", "2A 2B 2C 2D 3A 3B 4A 4B 4C"
	for _, c := range []struct {
		name    string
		targets []lan.Goal
		want    []string
	}{
		{"LAN 2016", goals(t)(lan.LANGoals(2016)), []string{"0.3 of " + apms}},
		{"LAN 2018", goals(t)(lan.LANGoals(2018)), []string{"0.5 of " + apms}},
		{"HHS 2016", goals(t)(lan.HHSGoals(2016)), []string{"0.3 of " + apms, "0.85 of " + linked}},
		{"HHS 2018", goals(t)(lan.HHSGoals(2018)), []string{"0.5 of " + apms}},
		{"CMS", []lan.Goal{lan.CMSAccountableCare()}, []string{"1 of "}},
		{"Oregon CCO 2020", must(lan.OregonCCO(2020)).Targets, []string{"0.2 of " + twoC}},
		{"Oregon CCO 2024", must(lan.OregonCCO(2024)).Targets, []string{"0.7 of " + twoC}},
		{"Oregon compact", must(lan.OregonCompact(2025)).Targets, []string{"0.7 of " + apms}},
		{"Maine", must(lan.MaineCare(2022)).Targets, []string{"0.4 of " + twoC}},
		{"New York", must(lan.NewYork(2020)).Targets, []string{"0.8 of " + apms, "0.35 of " + twoSided}},
		{"Texas 2018", must(lan.Texas(2018)).Targets, []string{"0.25 of " + linked, "0.1 of " + twoSided}},
		{"Texas 2021", must(lan.Texas(2021)).Targets, []string{"0.5 of " + linked, "0.25 of " + twoSided}},
		{"Pennsylvania 2017", must(lan.Pennsylvania(2017)).Targets, []string{"0.075 of " + twoC}},
		{"Pennsylvania 2018", must(lan.Pennsylvania(2018)).Targets, []string{"0.15 of " + twoC}},
		{"Pennsylvania 2019", must(lan.Pennsylvania(2019)).Targets, []string{"0.3 of " + twoC}},
		{"Pennsylvania 2020", must(lan.Pennsylvania(2020)).Targets, []string{"0.5 of " + twoC, "0.25 of " + apms}},
		{"Arizona", must(lan.Arizona(), nil).Targets, []string{"? of " + linked, "? of " + apms}},
		{"New Hampshire", must(lan.NewHampshire(), nil).Targets, []string{"0.5 of "}},
	} {
		var got []string
		for _, g := range c.targets {
			share := "?"
			if g.Share.Valid {
				share = g.Share.Decimal.String()
			}
			words := make([]string, len(g.Categories))
			for i, x := range g.Categories {
				words[i] = string(x)
			}
			got = append(got, share+" of "+strings.Join(words, " "))
			if g.Authority == "" || g.Validate() != nil {
				t.Errorf("%s: %+v, %v", c.name, g, g.Validate())
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
	for name, err := range map[string]error{
		"LAN goals: known for 2016, 2018, not for 2017":                fault(lan.LANGoals(2017)),
		"HHS goals: known for 2016, 2018, not for 2020":                fault(lan.HHSGoals(2020)),
		"Oregon CCO: known for 2020, 2024, not for 2022":               fault(lan.OregonCCO(2022)),
		"Oregon VBP Compact: known for 2025, not for 2024":             fault(lan.OregonCompact(2024)),
		"MaineCare: known for 2022, not for 2021":                      fault(lan.MaineCare(2021)),
		"New York: known for 2020, not for 2019":                       fault(lan.NewYork(2019)),
		"Texas: known for 2018, 2021, not for 2019":                    fault(lan.Texas(2019)),
		"Pennsylvania: known for 2017, 2018, 2019, 2020, not for 2016": fault(lan.Pennsylvania(2016)),
	} {
		if err == nil || err.Error() != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	results := lan.Arizona().Results
	if len(results) != 4 || !results[3].Percent.Equal(num("64.3")) {
		t.Errorf("%+v", results)
	}
}

func goals(t *testing.T) func([]lan.Goal, error) []lan.Goal {
	return func(g []lan.Goal, err error) []lan.Goal {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

func fault[T any](_ T, err error) error { return err }

// LV-57 and LV-58, LV-27: states that count by the framework. The 25 % of downside and
// the minimum of 3 % are illustrative: goals of the caller's own.
func TestOverlays(t *testing.T) {
	oregon := overlay(t)(lan.OregonCCO(2024))
	oregon.Targets = append(oregon.Targets, lan.Goal{Name: "3B or higher", Line: lan.Medicaid, Basis: lan.OfDollars, Categories: lan.TwoSided(), Share: share("0.25")})
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"2A", "5"}, paid{"2C", "30"}, paid{"3A", "25"}, paid{"3B", "15"}, paid{"4B", "5"}, paid{"1", "20"}))
	s, err := r.Standings(oregon)
	if err != nil {
		t.Fatal(err)
	}
	if s[0].Outcome != lan.Met || !s[0].Share.Decimal.Equal(num("0.75")) || !s[0].Points.Decimal.Equal(num("5")) || s[0].Gap.String() != "0.00" {
		t.Errorf("LV-57, 2C or higher: %+v", s[0])
	}
	if s[1].Outcome != lan.Short || !s[1].Share.Decimal.Equal(num("0.2")) || !s[1].Points.Decimal.Equal(num("-5")) || s[1].Gap.String() != "5.00" {
		t.Errorf("LV-57, 3B or higher: %+v", s[1])
	}

	maine := overlay(t)(lan.MaineCare(2022))
	s, err = measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"2A", "10"}, paid{"2C", "25"}, paid{"3A", "16"}, paid{"1", "49"})).Standings(maine)
	if err != nil || s[0].Outcome != lan.Met || !s[0].Share.Decimal.Equal(num("0.41")) {
		t.Errorf("LV-58: %+v, %v", s, err)
	}

	if _, err := r.Standings(lan.Overlay{}); err == nil || err.Error() != "name: is empty" {
		t.Errorf("%v", err)
	}
	for _, c := range []struct {
		targets []lan.Goal
		missing string
	}{{lan.Arizona().Targets, "goal.share"}, {lan.NewHampshire().Targets, "goal.categories"}} {
		s, err := r.Standing(c.targets[0])
		if err != nil || s.Outcome != lan.Unknown || s.Missing != c.missing {
			t.Errorf("%+v, %v", s, err)
		}
		if _, err := r.Close(c.targets[0]); !errors.Is(err, apm.ErrMissing) {
			t.Errorf("%v", err)
		}
	}
}

func TestMinimumOfDownside(t *testing.T) {
	goal := lan.Goal{Name: "meaningful downside", Basis: lan.OfDollars, Categories: lan.TwoSided(), Share: share("0.5"),
		MinDownside: &lan.MinDownside{Share: share("0.2"), Cap: share("0.03"), CapOf: lan.OfTarget}}
	for _, c := range []struct {
		name     string
		downside lan.Exposure
		want     lan.Outcome
		missing  string
	}{
		{"LV-27 a cap of 2 %", lan.Exposure{Share: share("0.3"), Cap: share("0.02"), CapOf: lan.OfTarget}, lan.Short, ""},
		{"a cap of 3 %", lan.Exposure{Share: share("0.2"), Cap: share("0.03"), CapOf: lan.OfTarget}, lan.Met, ""},
		{"no cap", lan.Exposure{Share: share("0.3"), Unlimited: true}, lan.Met, ""},
		{"a cap that nobody knows", lan.Exposure{Share: share("0.3")}, lan.Unknown, "downside.cap of stream x"},
		{"a cap of other money", lan.Exposure{Share: share("0.3"), Cap: share("0.5"), CapOf: lan.OfRevenue}, lan.Unknown, "downside.cap as a fraction of target of stream x"},
		{"a small share of losses", lan.Exposure{Share: share("0.19"), Unlimited: true}, lan.Short, ""},
		{"a small share decides whatever the cap", lan.Exposure{Share: share("0.19")}, lan.Short, ""},
	} {
		s := against(lan.Target, lan.Performance, "0.5", "0")
		s.ID, s.Line, s.Downside = "x", lan.Medicaid, c.downside
		r := measure(t, terms(lan.ByRank), lan.Portfolio{Streams: []lan.Stream{s}, Dollars: []lan.Dollars{dollars("x", "100.00")}})
		got, err := r.Standing(goal)
		if err != nil || got.Outcome != c.want || got.Missing != c.missing {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	// The minimum is of 3B; a capitation counts as it is.
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"4B", "1"}))
	if s, err := r.Standing(goal); err != nil || s.Outcome != lan.Met {
		t.Errorf("%+v, %v", s, err)
	}
}

// Undetermined dollars make an outcome unknown only where they could turn it.
func TestUndeterminedDollars(t *testing.T) {
	goal := lan.Goal{Name: "half", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("0.5")}
	for _, c := range []struct {
		apms, other, unknown string
		want                 lan.Outcome
	}{
		{"50", "40", "10", lan.Met}, {"45", "45", "10", lan.Unknown}, {"40", "50", "10", lan.Unknown}, {"39", "51", "10", lan.Short}, {"49.99", "50.01", "0", lan.Short},
	} {
		r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"3A", c.apms}, paid{"1", c.other}, paid{"", c.unknown}))
		s, err := r.Standing(goal)
		if err != nil || s.Outcome != c.want || (s.Missing == "role of stream medicaid undetermined") != (c.want == lan.Unknown) {
			t.Errorf("%+v: %+v, %v", c, s, err)
		}
	}
	empty := measure(t, terms(lan.ByRank), lan.Portfolio{})
	if s, err := empty.Standing(goal); err != nil || s.Outcome != lan.Unknown || s.Missing != "dollars" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestClose(t *testing.T) {
	p := portfolio(lan.Medicaid, paid{"3B", "10.00"}, paid{"1", "60.00"}, paid{"2C", "20.00"}, paid{"3A", "5.00"}, paid{"", "5.00"})
	r := measure(t, terms(lan.ByRank), p)
	goal := lan.Goal{Name: "two-sided", Line: lan.Medicaid, Basis: lan.OfDollars, Categories: lan.TwoSided(), Share: share("0.35")}
	c, err := r.Close(goal)
	if err != nil || len(c.Moves) != 2 || c.Moves[0].Contract != "medicaid 2C" || c.Moves[1].Contract != "medicaid 3A" || c.Moved.String() != "25.00" || !c.Fewest || !c.Possible {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err = r.Close(goal, "medicaid 1", "medicaid 3A"); err != nil || c.Moved.String() != "60.00" || len(c.Moves) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err = r.Close(goal, "medicaid 3A"); err != nil || c.Possible || len(c.Moves) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err = r.Close(goal, "nobody"); err == nil || !strings.Contains(err.Error(), "no contract") {
		t.Errorf("%v", err)
	}
	goal.Share = share("0.1")
	if c, err = r.Close(goal); err != nil || !c.Possible || c.Moves != nil || c.Gap.String() != "0.00" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err = r.Close(lan.CMSAccountableCare()); err == nil {
		t.Error("lives were moved by dollars")
	}
	if _, err = r.Close(lan.Goal{}); err == nil {
		t.Error("an empty goal")
	}
}

// Of choices that move as many dollars the one with fewer contracts is taken, also when
// the longer one is found first.
func TestCloseTakesFewerContracts(t *testing.T) {
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"1", "0.07"}, paid{"2A", "0.06"}, paid{"2B", "0.04"}, paid{"2C", "0.02"}, paid{"3N", "0.01"}))
	goal := lan.Goal{Name: "half", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("0.5")}
	c, err := r.Close(goal)
	if err != nil || c.Moved.String() != "0.10" || len(c.Moves) != 2 || c.Moves[0].Contract != "medicaid 2A" || c.Moves[1].Contract != "medicaid 2B" {
		t.Errorf("%+v, %v", c, err)
	}
}

// A choice among many contracts of like size ends, and says that it was not finished.
func TestCloseGivesUp(t *testing.T) {
	var p lan.Portfolio
	for i := range 60 {
		id := "c" + string(rune('0'+i/10)) + string(rune('0'+i%10))
		p.Streams = append(p.Streams, standalone(id, lan.Category1, lan.Medicaid))
		d := dollars(id, "0.00")
		d.Paid = apm.Cents(1_000_000_01 + i*i*7_919*2)
		p.Dollars = append(p.Dollars, d)
	}
	r := measure(t, terms(lan.ByRank), p)
	goal := lan.Goal{Name: "half", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("0.5")}
	c, err := r.Close(goal)
	if err != nil || c.Fewest || !c.Possible || c.Moved.Decimal().LessThan(c.Gap.Decimal()) {
		t.Errorf("%v %v, moved %s of %s, %v", c.Fewest, c.Possible, c.Moved, c.Gap, err)
	}
}
