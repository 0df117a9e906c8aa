package lan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var equal = cmp.Options{cmp.AllowUnexported(apm.CentsSum{}), cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })}

func drawExposure(t *rapid.T, label string) lan.Exposure {
	draw := func(what string) decimal.NullDecimal {
		s := rapid.SampledFrom([]string{"", "0", "0", "0.01", "0.5", "1"}).Draw(t, label+" "+what)
		if s == "" {
			return decimal.NullDecimal{}
		}
		return share(s)
	}
	x := lan.Exposure{Share: draw("share"), Minimum: draw("minimum")}
	switch rapid.IntRange(0, 3).Draw(t, label+" limit") {
	case 0:
		x.Cap, x.CapOf = draw("cap"), rapid.SampledFrom([]lan.CapBase{lan.OfTarget, lan.OfRevenue}).Draw(t, label+" of")
	case 1:
		x.Unlimited = true
	}
	return x
}

// drawStream draws any stream that is not refused, fields left out among them.
func drawStream(t *rapid.T) lan.Stream {
	s := lan.Stream{
		Role:       rapid.SampledFrom([]lan.Role{"", lan.ForServices, lan.ForServices, lan.Replaces, lan.Replaces, lan.Added}).Draw(t, "role"),
		Basis:      rapid.SampledFrom([]lan.Basis{"", lan.PerService, lan.PerPerson, lan.PerPerson, lan.Target, lan.Target, lan.Episode, lan.Lump}).Draw(t, "basis"),
		Scope:      rapid.SampledFrom([]lan.Scope{"", lan.ServiceLine, lan.Condition, lan.Comprehensive}).Draw(t, "scope"),
		Quality:    rapid.SampledFrom([]lan.Quality{"", lan.NoQuality, lan.Utilization, lan.Reporting, lan.Performance}).Draw(t, "quality"),
		Incentive:  rapid.SampledFrom([]lan.Incentive{"", lan.Reward, lan.Penalty, lan.RewardAndPenalty}).Draw(t, "incentive"),
		Purpose:    rapid.SampledFrom([]lan.Purpose{"", lan.Care, lan.Infrastructure}).Draw(t, "purpose"),
		Timing:     rapid.SampledFrom([]lan.Timing{"", lan.Prospective, lan.Retrospective}).Draw(t, "timing"),
		Integrated: rapid.SampledFrom([]lan.Answer{"", lan.Yes, lan.No}).Draw(t, "integrated"),
		Program:    rapid.SampledFrom([]string{"", "ACO", "3B", "capitation"}).Draw(t, "program"),
		Upside:     drawExposure(t, "upside"),
		Downside:   drawExposure(t, "downside"),
	}
	switch { // what Validate refuses
	case s.Role == lan.ForServices && (s.Basis == lan.PerPerson || s.Basis == lan.Lump):
		s.Basis = lan.PerService
	case s.Role == lan.Replaces && s.Basis == lan.PerService:
		s.Basis = lan.PerPerson
	}
	return s
}

func drawEdition(t *rapid.T) lan.Edition {
	return rapid.SampledFrom([]lan.Edition{lan.Edition2016, lan.Edition2017}).Draw(t, "edition")
}

// fill answers the field that a classification lacks.
func fill(t *rapid.T, s *lan.Stream, field string) {
	one := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, field) }
	switch field {
	case "role":
		s.Role = lan.Added
	case "basis":
		s.Basis = lan.Basis(one("target", "episode"))
	case "scope":
		s.Scope = lan.Scope(one("serviceLine", "condition", "comprehensive"))
	case "quality":
		s.Quality = lan.Quality(one("none", "utilization", "reporting", "performance"))
	case "incentive":
		s.Incentive = lan.Incentive(one("reward", "penalty"))
	case "purpose":
		s.Purpose = lan.Purpose(one("care", "infrastructure"))
	case "timing":
		s.Timing = lan.Timing(one("prospective", "retrospective"))
	case "integrated":
		s.Integrated = lan.Answer(one("yes", "no"))
	case "upside.share":
		s.Upside.Share = share(one("0", "0.5"))
	case "downside.share":
		s.Downside.Share = share(one("0", "0.5"))
	default:
		t.Fatalf("no field is called %q", field)
	}
}

// Every stream gets a category, or is undetermined with the missing field named; the
// field that is named is missing, and answering it leads on to a category.
func TestLawClassifierIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, edition := drawStream(t), drawEdition(t)
		for range 8 {
			c, err := lan.Classify(s, edition)
			if err != nil {
				t.Fatal(err)
			}
			if (c.Category == lan.Undetermined) != (c.Missing != "") || len(c.Trail) == 0 {
				t.Fatalf("%+v", c)
			}
			if c.Missing == "" {
				if edition == lan.Edition2016 && c.Category == lan.Category4C || edition == lan.Edition2017 && c.Category == lan.Category2D {
					t.Fatalf("%s in the %s edition", c.Category, edition)
				}
				for _, q := range c.Trail {
					if slices.Contains(q.Excludes, c.Category) || q.Field == "" || q.Answer == "" {
						t.Fatalf("the trail excludes what it finds:\n%s", c)
					}
				}
				return
			}
			fill(t, &s, c.Missing)
		}
		t.Fatalf("no category after eight answers: %+v", s)
	})
}

// No name decides, nor who pays whom.
func TestLawNoLabelDecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, edition := drawStream(t), drawEdition(t)
		want, err := lan.Classify(s, edition)
		if err != nil {
			t.Fatal(err)
		}
		word := rapid.SampledFrom([]string{"", "ACO", "4B", "global budget", "bundle"})
		s.Program, s.ID, s.Contract, s.Payer, s.Provider = word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c"), word.Draw(t, "d"), word.Draw(t, "e")
		s.Line = rapid.SampledFrom(lan.Lines()).Draw(t, "line")
		s.Upside.Minimum, s.Downside.Minimum = share("0.02"), share("0.03")
		got, err := lan.Classify(s, edition)
		if err != nil || !cmp.Equal(want, got, equal) {
			t.Fatalf("%s\n%s%v", want, got, err)
		}
	})
}

// Adding a link to quality never lowers the rank of a category, nor leaves its family
// but from 1 to 2.
func TestLawQualityNeverLowers(t *testing.T) {
	rank := func(c lan.Category) int { return slices.Index(lan.DefaultRank(), c) }
	rapid.Check(t, func(t *rapid.T) {
		s, edition := drawStream(t), drawEdition(t)
		s.Quality = rapid.SampledFrom([]lan.Quality{lan.NoQuality, lan.Utilization, lan.Reporting}).Draw(t, "before")
		before, err := lan.Classify(s, edition)
		if err != nil {
			t.Fatal(err)
		}
		s.Quality = lan.Performance
		if before.Category != lan.Category2B && rapid.Bool().Draw(t, "reporting") {
			s.Quality = lan.Reporting
		}
		after, err := lan.Classify(s, edition)
		if err != nil {
			t.Fatal(err)
		}
		if before.Category == lan.Undetermined || after.Category == lan.Undetermined {
			return // a linked stream may need a field that an unlinked one does not
		}
		if rank(after.Category) < rank(before.Category) {
			t.Fatalf("%s became %s", before.Category, after.Category)
		}
		if f, g := before.Category.Family(), after.Category.Family(); f != g && (f != 1 || g != 2) {
			t.Fatalf("%s became %s", before.Category, after.Category)
		}
	})
}

// Without downside a stream of family 3 is never two-sided, and without liability
// nothing is.
func TestLawNoDownsideIsNeverTwoSided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStream(t)
		if rapid.Bool().Draw(t, "by the cap") {
			s.Downside = lan.Exposure{Cap: share("0"), Share: s.Downside.Share}
		} else {
			s.Downside.Share = share("0")
		}
		c, err := lan.Classify(s, drawEdition(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, twoSided := c.Counts(); twoSided || c.Category.Family() == 4 {
			t.Fatalf("%s", c)
		}
	})
}

// drawPortfolio draws contracts with several streams, some of which change their terms
// within the year, lines of dollars over parts of the year, zeros and excluded kinds.
func drawPortfolio(t *rapid.T, payer string) lan.Portfolio {
	p := lan.Portfolio{Covered: make(map[lan.Line]decimal.Decimal)}
	for _, line := range lan.Lines() {
		p.Covered[line] = num("1000000")
	}
	category := rapid.SampledFrom(append(lan.Categories(), lan.Undetermined))
	days, _ := year.Days()
	for contract := range rapid.IntRange(0, 4).Draw(t, "contracts") {
		line := rapid.SampledFrom(lan.Lines()).Draw(t, "line")
		name := fmt.Sprintf("%s %d", payer, contract)
		for stream := range rapid.IntRange(1, 3).Draw(t, "streams") {
			id := fmt.Sprintf("%s.%d", name, stream)
			ends := []apm.Date{year.To}
			if change := rapid.SampledFrom([]int{0, 0, 1, 182, days - 2}).Draw(t, "change"); change > 0 {
				ends = []apm.Date{year.From + apm.Date(change) - 1, year.To}
			}
			from := year.From
			for _, to := range ends {
				s := standalone(id, category.Draw(t, "category"), line)
				s.Payer, s.Contract, s.Period = payer, name, apm.Period{From: from, To: to}
				p.Streams = append(p.Streams, s)
				from = to + 1
			}
			for range rapid.IntRange(0, 3).Draw(t, "lines") {
				a := rapid.SampledFrom([]int{0, 0, 1, 100, days - 1}).Draw(t, "from")
				b := rapid.IntRange(a, days-1).Draw(t, "to")
				d := lan.Dollars{
					Stream: id, Members: decimal.NewNullDecimal(decimal.NewFromInt(rapid.Int64Range(0, 1000).Draw(t, "members"))),
					Period: apm.Period{From: year.From + apm.Date(a), To: year.From + apm.Date(b)},
					Paid:   apm.Cents(rapid.OneOf(rapid.SampledFrom([]int64{0, 1, 100}), rapid.Int64Range(0, 1e12)).Draw(t, "paid")),
				}
				if kind := rapid.SampledFrom([]lan.Spending{"", "", "", lan.Dental, lan.LTSS, "housing"}).Draw(t, "kind"); kind != "" {
					d.Kinds = []lan.Spending{kind}
				}
				p.Dollars = append(p.Dollars, d)
			}
		}
	}
	return p
}

func drawTerms(t *rapid.T) lan.Terms {
	terms := terms(rapid.SampledFrom([]lan.Dominance{lan.ByRank, lan.ByDollars, lan.ByStream}).Draw(t, "dominance"))
	terms.Change = rapid.SampledFrom([]lan.Change{lan.ByPeriod, lan.AtEnd}).Draw(t, "change")
	terms.Edition = drawEdition(t)
	return terms
}

func reported(t *rapid.T, terms lan.Terms, p lan.Portfolio) lan.Report {
	m, err := lan.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Report(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Dollars in are dollars counted and dollars excluded, to the cent; categories add up
// to their line, lines to the total, and percents to 100.
func TestLawDollarsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPortfolio(t, "plan")
		r := reported(t, drawTerms(t), p)
		var given, found, lines apm.CentsSum
		for _, d := range p.Dollars {
			given.Add(d.Paid)
		}
		found.Merge(r.All.Total)
		for _, x := range r.Excluded {
			found.Merge(x.Paid)
		}
		if given != found {
			t.Fatalf("%s in, %s out", given, found)
		}
		for _, s := range append(r.Lines, r.All) {
			var sum apm.CentsSum
			percents, shares := decimal.Decimal{}, decimal.Decimal{}
			for _, c := range s.Categories {
				sum.Merge(c.Paid)
				percents, shares = percents.Add(c.Percent), shares.Add(c.Share)
				if off := c.Share.Shift(2).Sub(c.Percent).Abs(); off.GreaterThanOrEqual(num("0.1")) {
					t.Fatalf("%s is printed as %s", c.Share, c.Percent)
				}
			}
			if sum != s.Total {
				t.Fatalf("%s: %s by category, %s in all", s.Line, sum, s.Total)
			}
			if s.Total != (apm.CentsSum{}) && (!percents.Equal(num("100")) || shares.Sub(num("1")).Abs().GreaterThan(num("1e-30"))) {
				t.Fatalf("%s: %s percent, shares %s", s.Line, percents, shares)
			}
			if s.Line != lan.AllLines {
				lines.Merge(s.Total)
			}
		}
		if lines != r.All.Total {
			t.Fatalf("%s by line, %s in all", lines, r.All.Total)
		}
	})
}

// The order of streams and lines of dollars does not matter.
func TestLawOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, terms := drawPortfolio(t, "plan"), drawTerms(t)
		want := reported(t, terms, p)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffle.Shuffle(len(p.Streams), func(i, j int) { p.Streams[i], p.Streams[j] = p.Streams[j], p.Streams[i] })
		shuffle.Shuffle(len(p.Dollars), func(i, j int) { p.Dollars[i], p.Dollars[j] = p.Dollars[j], p.Dollars[i] })
		if diff := cmp.Diff(want, reported(t, terms, p), equal); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Dividing a line of dollars and its people over two lines changes nothing.
func TestLawSplittingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, terms := drawPortfolio(t, "plan"), drawTerms(t)
		if len(p.Dollars) == 0 {
			return
		}
		want := reported(t, terms, p)
		i := rapid.IntRange(0, len(p.Dollars)-1).Draw(t, "which")
		part := p.Dollars[i]
		part.Paid = apm.Cents(rapid.Int64Range(0, int64(part.Paid)).Draw(t, "part"))
		part.Members.Decimal = part.Members.Decimal.Mul(num("0.3"))
		p.Dollars[i].Paid -= part.Paid
		p.Dollars[i].Members.Decimal = p.Dollars[i].Members.Decimal.Sub(part.Members.Decimal)
		p.Dollars = append(p.Dollars, part)
		if diff := cmp.Diff(want, reported(t, terms, p), equal); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Pooling the reports of payers equals reporting the pooled portfolio, in any order.
// People are averages, divided once for each report, so they agree to 30 digits.
func TestLawPoolingEqualsReportingThePool(t *testing.T) {
	rounded := cmp.Options{cmp.AllowUnexported(apm.CentsSum{}), cmp.Comparer(func(a, b decimal.Decimal) bool {
		return a.Sub(b).Abs().LessThan(num("1e-20"))
	})}
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		var parts []lan.Report
		whole := lan.Portfolio{Covered: make(map[lan.Line]decimal.Decimal)}
		for _, payer := range []string{"a", "b", "c"} {
			p := drawPortfolio(t, payer)
			parts = append(parts, reported(t, terms, p))
			whole.Streams, whole.Dollars = append(whole.Streams, p.Streams...), append(whole.Dollars, p.Dollars...)
			for line, n := range p.Covered {
				whole.Covered[line] = whole.Covered[line].Add(n)
			}
		}
		want := reported(t, terms, whole)
		for _, order := range [][3]int{{0, 1, 2}, {2, 0, 1}} {
			got, err := lan.Pool(parts[order[0]], parts[order[1]], parts[order[2]])
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, rounded); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// JSON carries everything.
func TestLawRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPortfolio(t, "plan")
		p.Streams = append(p.Streams, drawStream(t))
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := lan.Decode[lan.Portfolio](text)
		if err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(text) {
			t.Fatalf("%s\n%s\n%v", text, again, err)
		}
		terms := drawTerms(t)
		if text, err = json.Marshal(terms); err != nil {
			t.Fatal(err)
		}
		if got, err := lan.Decode[lan.Terms](text); err != nil || !cmp.Equal(terms, got, equal) {
			t.Fatalf("%s: %v", text, err)
		}
	})
}
