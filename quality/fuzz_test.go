package quality_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/quality"
)

// Terms that can be read are checked without a panic, and survive being written.
func FuzzDecode(f *testing.F) {
	terms, err := quality.MSSP(2023, quality.APPReported, equityBenchmarks())
	if err != nil {
		f.Fatal(err)
	}
	for _, t := range []quality.Terms{terms, plain(), {}} {
		text, err := json.Marshal(t)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"x","measures":[{"id":"a","direction":"lower","scale":"ratio","kind":"riskRatio","curve":{"steps":{"rungs":[{"from":"1e40","points":0}]}}}],"score":"a"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		terms, err := quality.Decode(data)
		if err != nil {
			return
		}
		p, err := quality.New(terms)
		if err != nil {
			return
		}
		text, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		back, err := quality.Decode(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		again, err := quality.New(back)
		if err != nil {
			t.Fatal(err)
		}
		var facts quality.Facts
		for _, m := range terms.Measures {
			facts.Results = append(facts.Results, quality.Result{Measure: name(m), Rate: known("0.5"), Cases: known("20"), Prior: known("0.4"), Source: m.ID})
		}
		one, err := p.Score(facts)
		other, errAgain := again.Score(facts)
		if (err == nil) != (errAgain == nil) || err == nil && !cmp.Equal(one, other) {
			t.Fatalf("%v, %v: %s", err, errAgain, cmp.Diff(one, other))
		}
		_ = one.Release().String()
	})
}

func name(m quality.Measure) string {
	if m.Result != "" {
		return m.Result
	}
	return m.ID
}

// A file that is read can be used.
func FuzzDecodeBenchmarks(f *testing.F) {
	for _, year := range []string{"2021", "2023"} {
		b, err := os.ReadFile("testdata/benchmarks_" + year + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:0], int(num(year).IntPart()))
	}
	f.Add([]byte("["+row2022+"]"), 2022)
	f.Add([]byte("["+row2023+"]"), 2023)
	f.Fuzz(func(t *testing.T, data []byte, year int) {
		file, err := quality.DecodeBenchmarks(data, year)
		if err != nil {
			return
		}
		for _, r := range file.Rows {
			dir := r.Direction
			if dir == "" {
				dir = quality.Higher
			}
			terms := single(quality.Measure{ID: "m", Direction: dir, Curve: exactDeciles()})
			b := r.Benchmark
			b.Measure = "m"
			terms.Benchmarks = []quality.Benchmark{b}
			p, err := quality.New(terms)
			if err != nil {
				t.Fatal(err)
			}
			o, err := p.Score(quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known("50")}}})
			if err != nil || !o.Score.Valid {
				t.Fatalf("%v %v", o.Score, err)
			}
		}
	})
}
