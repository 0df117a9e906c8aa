package episode_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// anchored is a stay from 2023-03-01 to 2023-03-05 that triggers the surgical
// definition, with the claim at hand behind it.
func anchored(c episode.Claim) []episode.Claim {
	return []episode.Claim{stay("anchor", "2023-03-01", "2023-03-05", "470", "1000"), c}
}

// grouped is a stay with a geometric mean length of stay; its amount holds an outlier
// payment.
func grouped(from, through, gmlos, amount, outlier string) episode.Claim {
	c := stay("again", from, through, "291", "0")
	c.GMLOS = decimal.NewNullDecimal(decimal.RequireFromString(gmlos))
	c.Lines = []episode.Line{{Amount: dollars(amount) + dollars(outlier), Outlier: dollars(outlier)}}
	return c
}

// facility is a claim of another setting with one line.
func facility(s episode.Setting, from, through, amount string) episode.Claim {
	return episode.Claim{ID: "facility", Setting: s, From: on(from), Through: on(through), Lines: []episode.Line{{Amount: dollars(amount)}}}
}

// atHome is a claim of few visits.
func atHome(amount string, visits ...string) episode.Claim {
	c := facility(episode.HomeHealth, visits[0], visits[len(visits)-1], amount)
	c.Marks = []string{"LUPA"}
	for _, day := range visits {
		c.Lines = append(c.Lines, episode.Line{From: on(day), Visits: 1, Revenue: "0551"})
	}
	return c
}

func at21(day, place string) episode.Claim {
	c := visit("doctor", episode.Professional, day, "99232", "100")
	c.Lines[0].Place = place
	return c
}

// by is what became of one claim: its amounts by window, with "outside" for what lies
// beyond, and the rule that excluded it.
func by(o episode.Outcome, claim int) map[string]apm.Cents {
	out := make(map[string]apm.Cents)
	for _, e := range o.Episodes {
		for _, s := range e.Shares {
			if s.Claim != claim {
				continue
			}
			switch s.Effect {
			case episode.Include:
				out[s.Window] += s.Amount
			case episode.Exclude:
				out["excluded by "+s.Rule] += s.Amount
			default:
				out["outside"] += s.Amount
			}
		}
	}
	return out
}

func sameAmounts(t *testing.T, got map[string]apm.Cents, want map[string]string) {
	t.Helper()
	for name, amount := range got {
		if amount != 0 && want[name] == "" {
			t.Errorf("%s has %v", name, amount)
		}
	}
	for name, amount := range want {
		if got[name] != dollars(amount) {
			t.Errorf("%s has %v, want %s", name, got[name], amount)
		}
	}
}

func TestProrationAsPublished(t *testing.T) {
	for _, test := range []struct {
		name  string
		claim episode.Claim
		want  map[string]string
	}{
		{"D13 IPPS, outlier by day", grouped("2023-05-31", "2023-06-07", "5.0", "10000", "800"), map[string]string{"post": "8300", "after": "2500"}},
		{"D14 n at least g - 1", grouped("2023-05-31", "2023-06-07", "3.5", "10000", "800"), map[string]string{"post": "10300", "after": "500"}},
		{"D15 last day of post", grouped("2023-06-02", "2023-06-09", "6.0", "12000", "0"), map[string]string{"post": "4000", "after": "8000"}},
		{"D16 starts after post", grouped("2023-06-28", "2023-07-08", "8.0", "16000", "1100"), map[string]string{"after": "12500", "outside": "4600"}},
		{"n equal to g - 1", grouped("2023-05-31", "2023-06-07", "4", "10000", "0"), map[string]string{"post": "10000"}},
		{"n just below g - 1", grouped("2023-05-31", "2023-06-07", "4.0001", "10000", "0"), map[string]string{"post": "9999.75", "after": "0.25"}},
		{"D17 IPF", facility(episode.IPF, "2023-05-31", "2023-06-07", "10800"), map[string]string{"post": "4050", "after": "6750"}},
		{"D18 SNF", facility(episode.SNF, "2023-05-28", "2023-06-10", "7000"), map[string]string{"post": "3000", "after": "4000"}},
		{"D19 SNF that ends on the last day", facility(episode.SNF, "2023-05-20", "2023-06-02", "7000"), map[string]string{"post": "7000"}},
		{"D20 home health of few visits", atHome("600", "2023-05-30", "2023-06-01", "2023-06-04"), map[string]string{"post": "400", "after": "200"}},
		{"D21 physician on the last day", visit("1", episode.Professional, "2023-06-02", "99213", "100"), map[string]string{"post": "100"}},
		{"D21 physician on the day after", visit("1", episode.Professional, "2023-06-03", "99213", "100"), map[string]string{"after": "100"}},
		{"D22 SNF before discharge", facility(episode.SNF, "2023-03-03", "2023-03-12", "1000"), map[string]string{"anchor": "200", "post": "800"}},
		{"D23 SNF before the anchor", facility(episode.SNF, "2023-02-25", "2023-03-12", "1000"), map[string]string{}},
		{"D24 physician at discharge, place 21", at21("2023-03-05", "21"), map[string]string{"anchor": "100"}},
		{"D24 physician at discharge, place 11", at21("2023-03-05", "11"), map[string]string{"post": "100"}},
		{"SNF over all windows and beyond", facility(episode.SNF, "2023-03-04", "2023-07-04", "123"), map[string]string{"anchor": "1", "post": "90", "after": "30", "outside": "2"}},
		{"cents that do not divide", facility(episode.SNF, "2023-06-01", "2023-06-03", "0.02"), map[string]string{"post": "0.01", "after": "0.01"}},
		{"half a cent goes to the first", grouped("2023-06-02", "2023-06-09", "4", "0.01", "0"), map[string]string{"post": "0.01"}},
		{"a negative claim splits like its mirror", facility(episode.SNF, "2023-05-28", "2023-06-10", "-7000"), map[string]string{"post": "-3000", "after": "-4000"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := outcome(t, surgical(), episode.Person{}, anchored(test.claim)...)
			sameAmounts(t, by(o, 1), test.want)
			sameAmounts(t, by(o, 0), map[string]string{"anchor": "1000"})
		})
	}
}

// A claim whose rule needs what it does not have is excluded by name, never guessed
// at; whole ones need nothing.
func TestProrationWithoutItsFacts(t *testing.T) {
	plain := stay("again", "2023-05-31", "2023-06-07", "291", "500")
	visitless := facility(episode.HomeHealth, "2023-05-31", "2023-06-07", "500")
	visitless.Marks = []string{"lupa"}
	sameAmounts(t, by(outcome(t, surgical(), episode.Person{}, anchored(plain)...), 1), map[string]string{"excluded by noGMLOS": "500"})
	sameAmounts(t, by(outcome(t, surgical(), episode.Person{}, anchored(visitless)...), 1), map[string]string{"excluded by noVisits": "500"})
	plain.Through, visitless.Through = on("2023-06-02"), on("2023-06-02")
	sameAmounts(t, by(outcome(t, surgical(), episode.Person{}, anchored(plain)...), 1), map[string]string{"post": "500"})
	sameAmounts(t, by(outcome(t, surgical(), episode.Person{}, anchored(visitless)...), 1), map[string]string{"post": "500"})
}

// The visits of all records of a claim count for each of them.
func TestVisitsOfSegments(t *testing.T) {
	first := atHome("600", "2023-05-30", "2023-06-04")
	second := atHome("0", "2023-06-01", "2023-06-05")
	claims := append(anchored(first), second)
	o := outcome(t, surgical(), episode.Person{}, claims...)
	sameAmounts(t, by(o, 1), map[string]string{"post": "300", "after": "300"})
}

// Claims that are assigned by overlap may begin before the window.
func TestAssignByOverlap(t *testing.T) {
	d := surgical()
	d.AssignBy = episode.ByOverlap
	d.Inclusion[2].AssignBy = episode.ByStart // the geometric mean needs it
	o := outcome(t, d, episode.Person{}, anchored(facility(episode.SNF, "2023-02-25", "2023-03-12", "1600"))...)
	sameAmounts(t, by(o, 1), map[string]string{"anchor": "400", "post": "800", "outside": "400"})
	o = outcome(t, d, episode.Person{}, anchored(stay("early", "2023-02-25", "2023-03-12", "291", "1600"))...)
	sameAmounts(t, by(o, 1), map[string]string{"anchor": "1600"})
	o = outcome(t, d, episode.Person{}, anchored(facility(episode.SNF, "2023-02-20", "2023-02-28", "1600"))...)
	sameAmounts(t, by(o, 1), map[string]string{})
}
