package quality_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }

// published are rows of CMS's MSSP public use files: rates of Web Interface reporters and
// their quality scores.
const published = `id,aco,py,318,110,226,134,113,112,001,236,479,484,C1,C2,C3,C4,C5,C6,C8,C9,C11,published
A1027 2022,A1027,2022,90.35,75.94,89.66,71.74,83.33,81.82,9.74,80.15,0.1667,33.67,83.11,92.6,91.55,79.64,65.89,60.38,85.23,90.02,21.31,78.60
A1051 2022,A1051,2022,94.85,87.8,92.31,95.55,93.63,94.36,4.17,88.25,0.1619,23.32,84.77,93.16,91.8,73.7,68.62,62.91,86.57,93.08,34.29,90.15
A1215 2022,A1215,2022,90.16,75.28,87.23,84.85,82.07,80.6,8.16,87.31,0.1627,34.65,84.38,94.88,93.04,80.63,67.33,63.89,88.12,92.36,29.25,81.82
A1290 2022,A1290,2022,91.1,82.86,85.0,82.96,78.03,84.14,12.06,69.77,0.1394,29.67,84.49,92.03,92.1,76.88,61.87,58.97,82.97,94.08,24.63,86.47
A1297 2022,A1297,2022,89.6,77.24,63.33,66.91,76.21,79.23,8.39,71.63,0.157,34.54,85.56,92.69,90.55,74.71,64.05,58.5,82.41,93.44,19.48,74.55
A1392 2022,A1392,2022,85.23,91.81,86.67,79.47,69.61,69.13,10.93,85.81,0.1436,20.08,86.74,90.98,89.02,77.68,53.58,64.4,82.84,86.8,19.05,86.80
A1083 2022,A1083,2022,81.03,79.24,84.38,80.91,66.6,65.33,17.04,73.15,0.1566,28.85,91.56,94.14,91.7,81.46,63.98,64.46,86.69,94.83,27.7,80.91
A1083 2023,A1083,2023,83.42,65.57,68.75,84.48,75.31,72.11,13.44,75.77,0.1491,,92.39,93.73,91.98,81.3,66.45,66.11,87.47,95.41,29.03,85.93
A1242 2022,A1242,2022,90.8,71.85,66.67,79.65,78.51,76.35,11.25,73.52,0.156,28.76,82.94,93.35,93.15,80.93,65.07,57.95,83.04,88.29,25.85,80.28
A1242 2023,A1242,2023,88.02,55.51,87.5,84.29,79.2,83.4,8.8,77.91,0.1592,,81.67,93.98,91.79,79.57,67.48,61.08,85.69,90.7,29.32,83.92
A1401 2022,A1401,2022,93.63,82.27,93.02,92.24,82.68,80.79,9.44,81.05,0.1484,32.0,87.33,92.29,90.62,79.75,64.48,65.46,85.89,92.79,26.56,86.06
A1401 2023,A1401,2023,95.42,68.36,100.0,89.96,79.53,86.54,9.02,85.48,0.155,,88.64,95.65,93.23,83.22,67.75,61.89,88.1,94.58,31.24,91.87
A1535 2022,A1535,2022,97.67,81.39,94.44,92.58,86.85,88.67,8.83,83.47,0.1628,28.28,86.59,94.66,93.36,79.74,62.94,62.01,88.2,95.0,28.3,88.29
A1535 2023,A1535,2023,98.87,77.08,94.74,93.67,87.02,87.26,8.45,85.98,0.164,,90.25,95.34,92.9,80.44,63.82,64.95,87.91,94.27,30.83,90.38
`

func benchmarks(t testing.TB, year string) []quality.Benchmark {
	t.Helper()
	b, err := os.ReadFile("testdata/benchmarks_" + year + ".json")
	if err != nil {
		t.Fatal(err)
	}
	file, err := quality.DecodeBenchmarks(b, int(num(year).IntPart()))
	if err != nil {
		t.Fatal(err)
	}
	return file.For(nil)
}

// app is the program of the Web Interface set of a year.
func app(t testing.TB, year string) *quality.Program {
	t.Helper()
	terms, err := quality.APP(int(num(year).IntPart()), quality.APPWebInterface, benchmarks(t, year))
	if err != nil {
		t.Fatal(err)
	}
	p, err := quality.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rates are the results of a row of published rates.
func rates(header, row []string) []quality.Result {
	var out []quality.Result
	for i := 3; i < len(header)-1; i++ {
		if row[i] == "" {
			continue
		}
		name := header[i]
		if rest, survey := strings.CutPrefix(name, "C"); survey {
			name = "CAHPS_" + rest
		}
		out = append(out, quality.Result{Measure: name, Rate: known(row[i])})
	}
	return out
}

// CMS, MSSP public use files of 2022 and 2023: the scores of ACOs that reported by the Web
// Interface, to 0.011, because the rates are printed to two decimals.
func TestPublishedAPPScores(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(published)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	prior := make(map[string]decimal.Decimal)
	improved := map[string]string{"A1083 2023": "0.551", "A1242 2023": "0.402", "A1401 2023": "0.604", "A1535 2023": "0.213"}
	for _, row := range rows[1:] {
		t.Run(row[0], func(t *testing.T) {
			f := quality.Facts{Results: rates(rows[0], row)}
			if was, known := prior[row[1]]; known {
				f.Values = map[string]decimal.Decimal{quality.PriorAchievement: was}
			}
			o, err := app(t, row[2]).Score(f)
			if err != nil {
				t.Fatal(err)
			}
			want := num(row[len(row)-1])
			if !o.Score.Valid || o.Score.Decimal.Sub(want).Abs().GreaterThan(num("0.011")) {
				t.Errorf("score %v, want %s\n%s", o.Score, want, o)
			}
			node, _ := o.Node(quality.APPScore)
			prior[row[1]] = node.Achievement
			if gain := improved[row[0]]; gain != "" && !node.Improvement.Decimal.Round(3).Equal(num(gain)) {
				t.Errorf("improvement %s, want %s", node.Improvement.Decimal, gain)
			}
		})
	}
}

// CMS, MSSP public use file of 2022, ACO A1027: the points of each measure.
func TestPointsOfOneACO(t *testing.T) {
	rows, _ := csv.NewReader(strings.NewReader(published)).ReadAll()
	o, err := app(t, "2022").Score(quality.Facts{Year: 2022, Results: rates(rows[0], rows[1])})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"318": "10", "110": "8.594", "226": "9.966", "134": "8.174", "113": "9.333", "112": "9.182", "001": "10", "236": "9.015",
		"479": "3", "484": "4.0789", "CAHPS_1": "4.6715", "CAHPS_2": "3.8350", "CAHPS_3": "4.2439", "CAHPS_4": "4.7069", "CAHPS_5": "10",
		"CAHPS_6": "6.0306", "CAHPS_8": "4.625", "CAHPS_9": "3", "CAHPS_11": "4.9745",
	} {
		m, found := o.Measure(id)
		if !found || !m.Scored || !m.Points.Round(int32(-num(want).Exponent())).Equal(num(want)) {
			t.Errorf("%s: %s points, want %s", id, m.Points, want)
		}
	}
	survey, _ := o.Node(quality.APPSurvey)
	if !survey.Score.Round(4).Equal(num("5.1208")) {
		t.Errorf("survey %s", survey.Score)
	}
	if m, _ := o.Measure("370"); m.Scored || m.Why != quality.NoResult {
		t.Errorf("370: %+v", m)
	}
}
