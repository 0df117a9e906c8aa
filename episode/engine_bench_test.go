package episode_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// The data of the benchmarks: members of 1 to 80 lines over two years on claims of
// one to four lines with one to five diagnoses; a twentieth of the claims are stays, a
// fifth outpatient, a tenth drugs, the others professional; one stay in twenty has a
// MS-DRG of a joint, one diagnosis in a hundred is asthma; one line in a hundred is a
// reversal.
func benchMembers(n int) (members []episode.Member, lines int) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(prefix string, n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = prefix + strconv.Itoa(1000+i)
		}
		return out
	}
	hcpcs, dx, ndc, facilities, npis := pick("9", 400), pick("M", 400), pick("4928801", 300), pick("39", 100), pick("100000", 900)
	drgs := make([]string, 400)
	for i := range drgs {
		drgs[i] = fmt.Sprintf("%03d", 1+i)
	}
	start := on("2023-01-01")
	members = make([]episode.Member, n)
	for m := range members {
		p := episode.Person{ID: strconv.Itoa(m), Birth: on("1950-01-01"), Observed: days("2023-01-01/2024-12-31"),
			Spans: []episode.Span{{Name: "enrolled", Period: days("2022-01-01/")}}}
		var claims []episode.Claim
		for left := 1 + r.IntN(80); left > 0; {
			c := episode.Claim{ID: strconv.Itoa(m*1000 + left), Setting: episode.Professional, Facility: facilities[r.IntN(100)], Practitioner: npis[r.IntN(900)]}
			c.From = start.AddDays(r.IntN(731))
			c.Through = c.From
			for range 1 + r.IntN(5) {
				code := dx[r.IntN(400)]
				if r.IntN(100) == 0 {
					code = "J45901"
				}
				c.Diagnoses = append(c.Diagnoses, code)
			}
			of := min(left, 1+r.IntN(4))
			switch k := r.IntN(20); {
			case k == 0:
				c.Setting, c.DRG, of = episode.Inpatient, drgs[r.IntN(400)], 1
				if r.IntN(20) == 0 {
					c.DRG = "470"
				}
				c.Through = c.From.AddDays(r.IntN(9))
			case k < 5:
				c.Setting = episode.Outpatient
			case k < 7:
				c.Setting, c.Diagnoses, of = episode.Pharmacy, nil, 1
			}
			for range of {
				l := episode.Line{From: c.From, Amount: apm.Cents(2000 + r.IntN(18000))}
				switch c.Setting {
				case episode.Pharmacy:
					l.NDC = ndc[r.IntN(300)]
				case episode.Inpatient:
				case episode.Outpatient:
					l.Revenue, l.Code = "0510", hcpcs[r.IntN(400)]
				default:
					l.Code, l.Place = hcpcs[r.IntN(400)], "11"
				}
				if r.IntN(100) == 0 {
					l.Amount = -l.Amount
				}
				c.Lines = append(c.Lines, l)
			}
			left -= of
			lines += of
			claims = append(claims, c)
		}
		members[m] = episode.Member{Person: p, Claims: claims}
	}
	return members, lines
}

// asthma is a definition by a diagnosis on claims of every setting but drugs.
func asthma() episode.Definition {
	dx := episode.CodeSet{Name: "asthma", System: episode.ICD10CM, Codes: []string{"J45*"}}
	return episode.Definition{
		ID:   "asthma",
		Sets: []episode.CodeSet{dx},
		Triggers: []episode.Trigger{{Name: "visit", Match: episode.Match{
			Settings: []episode.Setting{episode.Inpatient, episode.Outpatient, episode.Professional},
			Any:      []episode.Test{{Set: "asthma", Position: episode.Principal}}}}},
		Windows: []episode.Window{around("trigger", episode.TriggerStart, 0, episode.TriggerEnd, 0), around("post", episode.TriggerEnd, 1, episode.TriggerEnd, 30)},
		Inclusion: []episode.Inclusion{
			{ID: "trigger", Windows: []string{"trigger"}, Effect: episode.Include, Category: episode.Typical},
			{ID: "asthma", Windows: []string{"post"}, Match: episode.Match{Any: []episode.Test{{Set: "asthma"}}}, Effect: episode.Include, Category: episode.Typical},
			{ID: "drugs", Windows: []string{"post"}, Match: at(episode.Pharmacy, episode.Test{System: episode.NDC, Codes: []string{"49288011*"}}), Effect: episode.Include, Category: episode.Relevant},
		},
		Exclusions: []episode.Exclusion{
			{ID: "enrollment", Kind: episode.Business, NotCovered: "enrolled"},
			{ID: "cancer", Kind: episode.Clinical, Claims: &episode.Claims{Match: episode.Match{Any: []episode.Test{{System: episode.ICD10CM, Codes: []string{"C*"}}}}}},
		},
	}
}

func perLine(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
}

func benchBuild(b *testing.B, d ...episode.Definition) {
	members, lines := benchMembers(10_000)
	w := engine(b, d...).NewWorker()
	episodes := 0
	b.ReportAllocs()
	for b.Loop() {
		episodes = 0
		for i := range members {
			r, err := w.Build(&members[i])
			if err != nil {
				b.Fatal(err)
			}
			for j := range r.Outcomes {
				episodes += len(r.Outcomes[j].Episodes)
			}
		}
	}
	perLine(b, lines)
	b.ReportMetric(float64(episodes)/float64(len(members)), "episodes/member")
}

func BenchmarkSurgical(b *testing.B) { benchBuild(b, surgical()) }

func BenchmarkAsthma(b *testing.B) { benchBuild(b, asthma()) }

// tenDefinitions are asthma and nine like it, each with a diagnosis of its own.
func tenDefinitions() []episode.Definition {
	list := []episode.Definition{asthma()}
	for i := range 9 {
		d := asthma()
		d.ID = fmt.Sprint("condition ", i)
		d.Sets = []episode.CodeSet{{Name: "asthma", System: episode.ICD10CM, Codes: []string{fmt.Sprintf("M1%02d0", i), fmt.Sprintf("M1%02d1", i)}}}
		list = append(list, d)
	}
	return list
}

func BenchmarkTenDefinitionsInOnePass(b *testing.B) { benchBuild(b, tenDefinitions()...) }

func BenchmarkTenDefinitionsOneByOne(b *testing.B) {
	members, lines := benchMembers(10_000)
	var workers []*episode.Worker
	for _, d := range tenDefinitions() {
		workers = append(workers, engine(b, d).NewWorker())
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, w := range workers {
			for i := range members {
				if _, err := w.Build(&members[i]); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	perLine(b, lines)
}

// benchBatches gives the members by the batch.
func benchBatches(members []episode.Member) iter.Seq2[[]episode.Member, error] {
	return func(yield func([]episode.Member, error) bool) {
		for len(members) > 0 {
			n := min(256, len(members))
			if !yield(members[:n], nil) {
				return
			}
			members = members[n:]
		}
	}
}

func BenchmarkRun(b *testing.B) {
	members, lines := benchMembers(10_000)
	e := engine(b, asthma())
	for workers := 1; workers <= min(4, runtime.NumCPU()); workers *= 2 {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range e.Run(context.Background(), benchBatches(members), episode.Options{Workers: workers}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			perLine(b, lines)
		})
	}
}

// One member with ten thousand lines on one day, each of which could trigger.
func BenchmarkOneDay(b *testing.B) {
	m := crowdedDay(10_000)
	w := engine(b, asthma()).NewWorker()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Build(&m); err != nil {
			b.Fatal(err)
		}
	}
	perLine(b, 10_000)
}

// crowdedDay is a member with n lines on one day, on as many claims as a tenth of
// them.
func crowdedDay(n int) episode.Member {
	m := episode.Member{Person: episode.Person{Spans: []episode.Span{{Name: "enrolled", Period: days("/")}}}}
	for i := range n / 10 {
		c := visit(strconv.Itoa(i), episode.Professional, "2023-05-01", "99213", "1")
		c.Diagnoses = []string{"J45.20", "E11.9"}
		for len(c.Lines) < 10 {
			l := c.Lines[0]
			l.Amount = apm.Cents(100 - 30*(len(c.Lines)%5))
			c.Lines = append(c.Lines, l)
		}
		m.Claims = append(m.Claims, c)
	}
	return m
}
