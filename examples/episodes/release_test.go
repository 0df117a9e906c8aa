package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// stays is claims of joints and bowel operations: how many at a facility, by MS-DRG.
func stays(counts ...any) string {
	var b strings.Builder
	b.WriteString("member,setting,from,through,drg,facility,amount\n")
	for i := 0; i < len(counts); i += 3 {
		for k := range counts[i+2].(int) {
			fmt.Fprintf(&b, "M%d%d,inpatient,2027-03-01,2027-03-04,%s,%s,20000.00\n", i, k, counts[i], counts[i+1])
		}
	}
	return b.String()
}

// In a release a category of few episodes cannot be told from the row of its definition,
// which holds others too.
func TestReleaseOfDefinition(t *testing.T) {
	for _, x := range []struct{ claims, row, total string }{
		{stays("470", "H1", 5, "329", "H1", 30), "team * * * *", "LEJR * * *"},
		{stays("470", "H1", 15, "329", "H1", 30), "team 45 0 0 900,000.00", "LEJR * 15 0 20,000.00"},
		{stays("470", "H1", 5, "470", "H2", 7, "329", "H1", 30), "team 42 0 0 840,000.00", "LEJR * 12 * *"},
		{stays("470", "", 5, "329", "H1", 30), "team * * * *", "nobody answers for: LEJR *"},
		{stays("470", "", 15, "329", "H1", 30), "team 45 0 0 900,000.00", "nobody answers for: LEJR 15 excluded: LEJR: no accountable provider 15"},
	} {
		out, errs, code := episodes(t, trial.Files(t, map[string]string{"claims.csv": x.claims}), "-claims", "@claims.csv", "-definition", "team-2027", "-release")
		if code != 0 {
			t.Fatal(errs)
		}
		contains(t, out, x.row, x.total)
	}
}

// In a release few episodes that are in no table, of another year or of a category without
// a level, cannot be told by what the table holds less than the definition.
func TestReleaseOfOthers(t *testing.T) {
	visits := func(member, date string, n int) string {
		var claims, members strings.Builder
		emergencies(&claims, &members, member, "H1", date, "", n)
		return claims.String()
	}
	inside := visits("A", "2018-03-05", 20)
	for _, x := range []struct {
		claims, levels string
		want           []string
	}{
		{inside + visits("B", "2018-12-20", 3), "asthma,1500,4000\n", []string{"asthma * * * *", " * episodes are not of the program's period", "asthma * 20 0 100.00"}},
		{inside + visits("B", "2018-12-20", 13), "asthma,1500,4000\n", []string{"asthma 33 0 0 3,300.00", " 13 episodes are not of the program's period", "asthma * 20 0 100.00"}},
		{inside, "adhd,1500,4000\n", []string{"asthma 20 0 0 2,000.00", " 20 episodes are of categories without a level"}},
	} {
		dir := trial.Files(t, map[string]string{"claims.csv": "member,setting,from,diagnoses,facility,amount\n" + x.claims, "levels.csv": "category,commendable,acceptable\n" + x.levels})
		out, errs, code := episodes(t, dir, words("-claims @claims.csv -definition asthma -release -levels @levels.csv -program ohio-2018", "gainShare=0.5", "lossShare=0.5")...)
		if code != 0 {
			t.Fatal(errs)
		}
		contains(t, out, x.want...)
	}
}

// emergencies is visits for asthma: of whom, where, when and how many.
func emergencies(claims, members *strings.Builder, member, facility, date, person string, n int) {
	for i := range n {
		fmt.Fprintf(claims, "%s%d,ed,%s,J45901,%s,100.00\n", member, i, date, facility)
		fmt.Fprintf(members, "%s%d,%s\n", member, i, person)
	}
}

// In a release few episodes that a definition excludes at one provider, or that nobody
// answers for, cannot be told from those of all and those of the others, nor by the reason.
func TestReleaseOfExcluded(t *testing.T) {
	const all, old, part = "1990-01-01,enrolled,2017-01-01,", "1930-01-01,enrolled,2017-01-01,", "1990-01-01,enrolled,2017-01-01,2018-12-31"
	const left = "1990-01-01,enrolled,2017-01-01,2018-03-31"
	type visits struct {
		facility, date, person string
		n                      int
	}
	for _, x := range []struct {
		visits       []visits
		want, report []string
	}{
		{[]visits{{"H1", "2018-03-05", all, 20}, {"H1", "2018-03-05", left, 12}, {"H2", "2018-03-05", all, 20}, {"H2", "2018-03-05", left, 3}},
			[]string{"asthma * * * *", "asthma * 40 * *", "excluded: asthma: notEnrolled *"}, []string{"asthma H1 20 12", "asthma H2 20 *", "excluded: asthma H1: notEnrolled 12"}},
		{[]visits{{"H1", "2018-03-05", all, 20}, {"H1", "2018-03-05", left, 12}, {"", "2018-03-05", all, 5}},
			[]string{"asthma * * * *", "asthma * 20 * *", "nobody answers for: asthma *", "notEnrolled *"}, []string{"asthma H1 20 12"}},
		{[]visits{{"H1", "2018-03-05", all, 20}, {"H1", "2018-12-20", all, 3}, {"H1", "2018-12-20", part, 12}},
			[]string{"asthma * * * *", "15 episodes are not of the program's period", "asthma * 20 0 100.00"}, []string{"asthma H1 20 0"}},
		{[]visits{{"H1", "2018-03-05", all, 20}, {"H1", "2018-03-05", left, 5}, {"H1", "2018-03-05", old, 8}, {"H2", "2018-03-05", left, 12}, {"H2", "2018-03-05", old, 12}},
			[]string{"asthma * * * *", "asthma * 20 37 ", "excluded: asthma: age *, notEnrolled *"}, []string{"asthma H1 20 13", "asthma H2 0 24", "excluded: asthma H1: age *", "excluded: asthma H2: age 12"}},
	} {
		var claims, members strings.Builder
		claims.WriteString("member,setting,from,diagnoses,facility,amount\n")
		members.WriteString("member,birth,span,from,to\n")
		for i, v := range x.visits {
			emergencies(&claims, &members, string(rune('A'+i)), v.facility, v.date, v.person, v.n)
		}
		dir := trial.Files(t, map[string]string{"claims.csv": claims.String(), "members.csv": members.String(), "levels.csv": levelsCSV})
		out, errs, code := episodes(t, dir, words("-claims @claims.csv -members @members.csv -definition asthma -release -report @report.txt -levels @levels.csv -program ohio-2018",
			"gainShare=0.5", "lossShare=0.5")...)
		if code != 0 {
			t.Fatal(errs)
		}
		contains(t, out, x.want...)
		contains(t, trial.Read(t, dir, "report.txt"), x.report...)
	}
}

// Nor can they where several categories or definitions lie outside the tables, one of them
// with few.
func TestReleaseOfSeveral(t *testing.T) {
	dir := trial.Files(t, map[string]string{"levels.csv": "category,commendable,acceptable\nasthma,1500,4000\nBOWEL,9000,9500\n"})
	suite := make(map[string]any)
	for _, name := range []string{"team-2027", "asthma"} {
		out, errs, code := episodes(t, dir, "-definition", name, "-json", "definition")
		if code != 0 {
			t.Fatal(errs)
		}
		var one map[string]any
		if err := json.Unmarshal([]byte(out), &one); err != nil {
			t.Fatal(err)
		}
		definition := one["definitions"].([]any)[0].(map[string]any)
		delete(definition, "effective")
		all, _ := suite["definitions"].([]any)
		suite["definitions"] = append(all, definition)
	}
	b, err := json.Marshal(suite)
	if err != nil {
		t.Fatal(err)
	}
	rows := func(date, drg, diagnosis string, n int) string {
		setting := "inpatient"
		if drg == "" {
			setting = "ed"
		}
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "M%s%s%d,%s,%s,%s,%s,H1,20000.00\n", drg, date, i, setting, date, drg, diagnosis)
		}
		return b.String()
	}
	march := "member,setting,from,drg,diagnoses,facility,amount\n" + rows("2018-03-01", "329", "", 30)
	for _, x := range []struct {
		claims string
		want   []string
	}{
		{march + rows("2018-03-01", "470", "", 3) + rows("2018-12-20", "329", "", 13), []string{"team * * * *", " * episodes are of categories", " 13 episodes are not of the program's period", "BOWEL * 30 0"}},
		{march + rows("2018-03-01", "470", "", 13) + rows("2018-12-20", "329", "", 13), []string{"team 56 0 0", " 13 episodes are of categories", " 13 episodes are not of the program's period", "BOWEL * 30 0"}},
		{march + rows("2018-12-20", "329", "", 13) + rows("2018-12-20", "", "J45901", 3), []string{"team 43 0 0", "asthma * * * *", " * episodes are not of the program's period", "BOWEL * 30 0"}},
	} {
		content := map[string]string{"claims.csv": x.claims, "levels.csv": trial.Read(t, dir, "levels.csv"), "suite.json": string(b)}
		out, errs, code := episodes(t, trial.Files(t, content), words("-claims @claims.csv -definition @suite.json -release -levels @levels.csv -program ohio-2018", "gainShare=0.5", "lossShare=0.5")...)
		if code != 0 {
			t.Fatal(errs)
		}
		contains(t, out, x.want...)
	}
}
