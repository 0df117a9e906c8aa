package lan_test

import (
	"testing"

	"github.com/seed-6807d414/apm/lan"
)

// Arrangements and their categories, by the definitions that HL7's code system and the
// Da Vinci VBPR guide give with each code (LV-01 to LV-17), by the framework's
// principles (LV-18 to LV-28), and for Medicare programs by the HHS payment taxonomy for
// the number and the definitions for the letter (LV-29 to LV-42). What decides is what
// each program does; its name is only the case's.
//
// Two rows of the program table contradict the definitions, which win. LV-41 is said
// to be 4B, but a hospital's global budget covers the hospital's services and not
// nearly all care, so it is 4A unless the budget is comprehensive. LV-38 is a category
// 3 model as a whole, but its streams are a care fee and a performance incentive: 2A
// and 2C.
func TestVectorsOfClassification(t *testing.T) {
	target := func(q lan.Quality, up, down string) lan.Stream { return against(lan.Target, q, up, down) }
	episode := func(q lan.Quality, up, down string) lan.Stream {
		return with(against(lan.Episode, q, up, down), func(s *lan.Stream) { s.Scope = lan.Condition })
	}
	capped := func(s lan.Stream, most string) lan.Stream {
		s.Downside.Cap, s.Downside.CapOf = share(most), lan.OfTarget
		return s
	}
	penalty := func(s *lan.Stream) { s.Incentive = lan.Penalty }
	for _, c := range []struct {
		name   string
		stream lan.Stream
		want   lan.Category
	}{
		{"LV-01 fee schedule only", fees(lan.NoQuality), "1"},
		{"LV-02 care coordination fee", added(lan.NoQuality), "2A"},
		{"LV-03 HIT investment payment", with(added(lan.NoQuality), func(s *lan.Stream) { s.Basis = lan.Lump }), "2A"},
		{"LV-04 bonus for reporting data", fees(lan.Reporting), "2B"},
		{"LV-05 penalty for not reporting", with(fees(lan.Reporting), penalty), "2B"},
		{"LV-06 bonus for quality results", fees(lan.Performance), "2C"},
		{"LV-07 penalty for poor quality", with(fees(lan.Performance), penalty), "2C"},
		{"LV-08 upside-only shared savings with quality", target(lan.Performance, "0.5", "0"), "3A"},
		{"LV-09 procedure episode, up and down, quality", episode(lan.Performance, "0.5", "0.5"), "3B"},
		{"LV-10 total cost up and down, quality", target(lan.Performance, "0.5", "0.3"), "3B"},
		{"LV-11 shared risk, no quality", target(lan.NoQuality, "0.5", "0.5"), "3N"},
		{"LV-12 oncology PMPM with quality", prepaid(lan.Condition, lan.Performance), "4A"},
		{"LV-13 mental health PMPM with quality", prepaid(lan.Condition, lan.Performance), "4A"},
		{"LV-14 global budget with quality", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-15 percent of premium with quality", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-16 the same inside an integrated system", with(prepaid(lan.Comprehensive, lan.Performance), integrated), "4C"},
		{"LV-17 capitation, no quality", prepaid(lan.Comprehensive, lan.NoQuality), "4N"},
		{"LV-18 primary care, small PMPM", added(lan.NoQuality), "2A"},
		{"LV-18 primary care, quality bonus", fees(lan.Performance), "2C"},
		{"LV-19 shared savings, no quality", target(lan.NoQuality, "0.5", "0"), "3N"},
		{"LV-20 bundle, price per episode, no quality", with(episode(lan.NoQuality, "1", "1"), func(s *lan.Stream) { s.Role = lan.Replaces }), "3N"},
		{"LV-21 ACO paid by fees with a quality bonus", with(fees(lan.Performance), func(s *lan.Stream) { s.Program = "ACO" }), "2C"},
		{"LV-22 medical home with a care fee only", with(added(lan.NoQuality), func(s *lan.Stream) { s.Program = "medical home" }), "2A"},
		{"LV-23 savings gated by use of services only", target(lan.Utilization, "0.5", "0"), "3N"},
		{"LV-24 primary-care capitation with quality", prepaid(lan.ServiceLine, lan.Performance), "4A"},
		{"LV-25 primary-care capitation, no quality", prepaid(lan.ServiceLine, lan.NoQuality), "4N"},
		{"LV-26 integrated, delivery arm paid by fees", with(fees(lan.NoQuality), integrated), "1"},
		{"LV-27 two-sided, liability capped at 2 % of the target", capped(target(lan.Performance, "0.5", "0.3"), "0.02"), "3B"},
		{"LV-28 DRG with no quality tie", fees(lan.NoQuality), "1"},
		{"LV-29 PQRS, hospital IQR", with(fees(lan.Reporting), penalty), "2B"},
		{"LV-30 Value Modifier, HRRP, MIPS, Hospital VBP, HAC", with(fees(lan.Performance), penalty), "2C"},
		{"LV-31 MSSP Track 1, BASIC A and B", target(lan.Performance, "0.5", "0"), "3A"},
		{"LV-32 MSSP Tracks 1+, 2 and 3, BASIC C to E, ENHANCED", capped(target(lan.Performance, "0.75", "0.4"), "0.15"), "3B"},
		{"LV-33 Pioneer years 1 and 2", target(lan.Performance, "0.6", "0.6"), "3B"},
		{"LV-33 Pioneer years 3 to 5", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-34 BPCI Advanced, CJR from year 2, with quality", episode(lan.Performance, "1", "1"), "3B"},
		{"LV-35 CJR year 1", episode(lan.Performance, "1", "0"), "3A"},
		{"LV-36 TEAM track 1", episode(lan.Performance, "1", "0"), "3A"},
		{"LV-36 TEAM tracks 2 and 3", capped(episode(lan.Performance, "1", "1"), "0.2"), "3B"},
		{"LV-37 OCM one-sided", episode(lan.Performance, "1", "0"), "3A"},
		{"LV-37 OCM two-sided", episode(lan.Performance, "1", "1"), "3B"},
		{"LV-37 OCM monthly fee", added(lan.NoQuality), "2A"},
		{"LV-38 CPC+ care fee", added(lan.NoQuality), "2A"},
		{"LV-38 CPC+ performance incentive", added(lan.Performance), "2C"},
		{"LV-39 Next Generation ACO, fee-for-service flow", target(lan.Performance, "0.8", "0.8"), "3B"},
		{"LV-39 Next Generation ACO, all-inclusive population payment", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-40 REACH Global total care capitation", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-40 REACH Professional primary care capitation", prepaid(lan.ServiceLine, lan.Performance), "4A"},
		{"LV-41 a hospital's global budget, by the definition", prepaid(lan.ServiceLine, lan.Performance), "4A"},
		{"LV-41 a global budget for nearly all care", prepaid(lan.Comprehensive, lan.Performance), "4B"},
		{"LV-42 sub-capitation without quality", prepaid(lan.ServiceLine, lan.NoQuality), "4N"},
	} {
		if got := classify(t, c.stream, lan.Edition2017); got.Category != c.want {
			t.Errorf("%s:\n%swant %s", c.name, got, c.want)
		}
	}
}

// The 2016 edition has 2D and no 4C.
func TestEdition2016(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream lan.Stream
		want   lan.Category
		lacks  string
	}{
		{"LV-07 a penalty for poor quality", of(lan.Category2D), "2D", ""},
		{"rewards and penalties", with(fees(lan.Performance), func(s *lan.Stream) { s.Incentive = lan.RewardAndPenalty }), "2D", ""},
		{"rewards only", fees(lan.Performance), "2C", ""},
		{"rewards added", added(lan.Performance), "2C", ""},
		{"nobody knows", with(fees(lan.Performance), func(s *lan.Stream) { s.Incentive = "" }), "", "incentive"},
		{"LV-16 integrated", of(lan.Category4C), "4B", ""},
		{"integration unknown", with(of(lan.Category4C), func(s *lan.Stream) { s.Integrated = "" }), "4B", ""},
		{"a penalty for not reporting", with(fees(lan.Reporting), func(s *lan.Stream) { s.Incentive = lan.Penalty }), "2B", ""},
		{"downside", of(lan.Category3B), "3B", ""},
	} {
		got := classify(t, c.stream, lan.Edition2016)
		if got.Category != c.want || got.Missing != c.lacks {
			t.Errorf("%s:\n%swant %s, lacking %q", c.name, got, c.want, c.lacks)
		}
	}
}

// The questions of interpretation, each with the field and the excluded category that
// the trail ends on.
func TestBoundaries(t *testing.T) {
	for _, c := range []struct {
		name     string
		stream   lan.Stream
		want     lan.Category
		field    string
		excludes lan.Category
	}{
		{"an add-on per person is no capitation", added(lan.NoQuality), "2A", "purpose", "1"},
		{"an add-on conditioned on reporting", added(lan.Reporting), "2B", "quality", "2A"},
		{"an add-on conditioned on performance", added(lan.Performance), "2C", "quality", "2A"},
		{"an add-on conditioned on use of services is not conditioned on quality", added(lan.Utilization), "2A", "purpose", "1"},
		{"a higher price without any tie", with(added(lan.NoQuality), func(s *lan.Stream) { s.Purpose = lan.Care }), "1", "purpose", "2A"},
		{"shared savings paid on top", with(of(lan.Category3A), func(s *lan.Stream) { s.Role = lan.Added }), "3A", "downside.share", "3B"},
		{"an episode's losses owed on top", with(against(lan.Episode, lan.Performance, "0.5", "0.5"), func(s *lan.Stream) { s.Role = lan.Added }), "3B", "downside.share", "3A"},
		{"a bundle paid in advance as one price is an episode", lan.Stream{Role: lan.Replaces, Basis: lan.Episode, Timing: lan.Prospective,
			Scope: lan.Condition, Quality: lan.Performance, Upside: exposure("1"), Downside: exposure("1")}, "3B", "downside.share", "3A"},
		{"a monthly payment per person for the same condition", prepaid(lan.Condition, lan.Performance), "4A", "scope", "4B"},
		{"primary-care capitation, rest by fees", prepaid(lan.ServiceLine, lan.Reporting), "4A", "scope", "4B"},
		{"a withhold returned on quality only", with(fees(lan.Performance), func(s *lan.Stream) { s.Incentive = lan.Penalty }), "2C", "quality", "1"},
		{"a withhold returned on cost", against(lan.Target, lan.Performance, "0", "0.2"), "3B", "downside.share", "3A"},
		{"delegated downside: what the organisation owes counts", against(lan.Target, lan.Performance, "0.5", "0.01"), "3B", "downside.share", "3A"},
		{"downside of the plan only", fees(lan.NoQuality), "1", "quality", "2C"},
		{"downside of the plan only, quality bonus", fees(lan.Performance), "2C", "quality", "1"},
		{"stop-loss limits the downside", with(of(lan.Category3B), func(s *lan.Stream) { s.Downside.Cap, s.Downside.CapOf = share("0.01"), lan.OfTarget }), "3B", "downside.share", "3A"},
		{"a gate of quality is a link", against(lan.Target, lan.Reporting, "0.5", "0"), "3A", "downside.share", "3B"},
		{"an incentive on use of services does not lift 3N", against(lan.Target, lan.Utilization, "0.5", "0.5"), "3N", "quality", "3B"},
		{"an incentive on use of services does not lift 4N", prepaid(lan.Comprehensive, lan.Utilization), "4N", "quality", "4B"},
		{"a capitation whose losses a corridor refunds", with(of(lan.Category4B), func(s *lan.Stream) { s.Downside = lan.Exposure{Cap: share("0")} }), "3A", "downside.cap", "3B"},
		{"a capitation that is refunded both ways", with(of(lan.Category4B), func(s *lan.Stream) {
			s.Upside, s.Downside = exposure("0"), exposure("0")
		}), "2C", "quality", "1"},
		{"a budget settled afterwards is a target", with(of(lan.Category4B), func(s *lan.Stream) { s.Timing = lan.Retrospective }), "3B", "downside.share", "3A"},
		{"a one-sided year inside a two-sided contract", against(lan.Target, lan.Performance, "0.5", "0"), "3A", "downside.share", "3B"},
		{"a target that moves no money", against(lan.Target, lan.NoQuality, "0", "0"), "1", "quality", "2C"},
		{"integration alone decides nothing", with(of(lan.Category4A), integrated), "4A", "scope", "4C"},
		{"separate arms", of(lan.Category4B), "4B", "integrated", "4C"},
		{"one organisation", of(lan.Category4C), "4C", "integrated", "4B"},
		{"losses are enough to be liable", against(lan.Target, lan.Performance, "0", "1"), "3B", "downside.share", "3A"},
	} {
		got := classify(t, c.stream, lan.Edition2017)
		last := got.Trail[len(got.Trail)-1]
		excluded := false
		for _, x := range last.Excludes {
			excluded = excluded || x == c.excludes
		}
		if got.Category != c.want || last.Field != c.field || !excluded || last.Because == "" {
			t.Errorf("%s:\n%swant %s by %s, not %s", c.name, got, c.want, c.field, c.excludes)
		}
	}
}

// Each field that decides, taken away, is the one that the classification names.
func TestMissingFieldsAreNamed(t *testing.T) {
	for _, c := range []struct {
		of      lan.Category
		take    func(*lan.Stream)
		missing string
	}{
		{"1", func(s *lan.Stream) { s.Role = "" }, "role"},
		{"1", func(s *lan.Stream) { s.Basis = "" }, "basis"},
		{"1", func(s *lan.Stream) { s.Quality = "" }, "quality"},
		{"2A", func(s *lan.Stream) { s.Basis = "" }, "basis"},
		{"2A", func(s *lan.Stream) { s.Quality = "" }, "quality"},
		{"2A", func(s *lan.Stream) { s.Purpose = "" }, "purpose"},
		{"3A", func(s *lan.Stream) { s.Quality = "" }, "quality"},
		{"3A", func(s *lan.Stream) { s.Downside.Share.Valid = false }, "downside.share"},
		{"3A", func(s *lan.Stream) { s.Upside.Share.Valid = false }, "upside.share"},
		{"3A", func(s *lan.Stream) { s.Upside.Share.Valid, s.Downside.Share.Valid = false, false }, "downside.share"},
		{"3B", func(s *lan.Stream) { s.Upside.Share.Valid = false }, ""},
		{"3N", func(s *lan.Stream) { s.Downside.Share.Valid = false }, ""},
		{"4A", func(s *lan.Stream) { s.Basis = "" }, "basis"},
		{"4A", func(s *lan.Stream) { s.Timing = "" }, "timing"},
		{"4A", func(s *lan.Stream) { s.Downside.Share.Valid = false }, "downside.share"},
		{"4A", func(s *lan.Stream) { s.Quality = "" }, "quality"},
		{"4A", func(s *lan.Stream) { s.Scope = "" }, "scope"},
		{"4A", func(s *lan.Stream) { s.Integrated = "" }, ""},
		{"4B", func(s *lan.Stream) { s.Integrated = "" }, "integrated"},
		{"4N", func(s *lan.Stream) { s.Scope = "" }, ""},
	} {
		got := classify(t, with(of(c.of), c.take), lan.Edition2017)
		want := lan.Undetermined
		if c.missing == "" {
			want = c.of
		}
		if got.Category != want || got.Missing != c.missing {
			t.Errorf("%s without %q:\n%s", c.of, c.missing, got)
		}
		if c.missing != "" && got.Trail[len(got.Trail)-1].Field != c.missing {
			t.Errorf("%s without %q ends on %s", c.of, c.missing, got.Trail[len(got.Trail)-1].Field)
		}
	}
}

func TestEveryCategoryIsReached(t *testing.T) {
	for _, c := range lan.Categories() {
		edition := lan.Edition2017
		if c == lan.Category2D {
			edition = lan.Edition2016
		}
		got := classify(t, of(c), edition)
		if got.Category != c {
			t.Errorf("%s: %s", c, got)
		}
		linked, apms, twoSided := got.Counts()
		if apms != (c >= "3A" && c != "3N" && c != "4N") || linked != (c != "1" && c != "3N" && c != "4N") || twoSided != (apms && c != "3A") {
			t.Errorf("%s counts as %v %v %v", c, linked, apms, twoSided)
		}
		parsed, err := lan.ParseCategory(string(c))
		if parsed != c || err != nil || parsed.Family() != int(c[0]-'0') {
			t.Errorf("%s: %s, %v", c, parsed, err)
		}
	}
	if _, err := lan.ParseCategory("5"); err == nil || lan.Undetermined.Family() != 0 {
		t.Error("5 is a category")
	}
}
