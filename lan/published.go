package lan

import "github.com/shopspring/decimal"

// PublishedResult is a share that the LAN, or an owner of an [Overlay], has published.
type PublishedResult struct {
	// Year is the calendar year in which the dollars were paid.
	Year int  `json:"year"`
	Line Line `json:"line,omitzero"` // empty for all lines together
	// Measure says what was counted where it is not dollars of the categories: "people in
	// accountable care".
	Measure    string     `json:"measure,omitzero"`
	Categories []Category `json:"categories,omitempty"`
	// Percent is as printed: 35.8.
	Percent decimal.Decimal `json:"percent"`
	Origin  string          `json:"origin"`
}

// Published lists the results of the LAN's measurement effort for the dollars of 2015
// to 2023 that were read in its own publications, or in the named publication where
// that is another. Shares that only second-hand sources give are not among them, and
// what is not there was not found: for 2017, 2019, 2020 and 2023 there is no share by
// family. Each call gives a list of its own.
func Published() []PublishedResult {
	var out []PublishedResult
	add := func(year int, line Line, origin string, categories []Category, percent string) {
		if percent != "" {
			out = append(out, PublishedResult{Year: year, Line: line, Categories: categories, Percent: number(percent), Origin: origin})
		}
	}
	for _, y := range []struct {
		year                     int
		one, two, three, four    string
		apm, twoSided            string
		originOfAPM, originOfTwo string
	}{
		{year: 2015, one: "62", two: "15", apm: "23"},
		{year: 2016, one: "43", two: "28", apm: "29"},
		{year: 2017, apm: "34", twoSided: "12.5", originOfAPM: primaryCare, originOfTwo: primaryCare},
		{year: 2018, one: "39.1", two: "25.1", apm: "35.8"},
		{year: 2019, apm: "38.2"},
		{year: 2020, apm: "40.9"},
		{year: 2021, one: "40.5", two: "19.5", three: "32.6", four: "7.4", twoSided: "19.6"},
		{year: 2022, apm: "41.3", twoSided: "24.5"},
		{year: 2023, twoSided: "28.5"},
	} {
		origin := func(named string) string {
			if named == "" {
				return lanEffort
			}
			return named
		}
		add(y.year, AllLines, lanEffort, families(1), y.one)
		add(y.year, AllLines, lanEffort, families(2), y.two)
		add(y.year, AllLines, lanEffort, families(3), y.three)
		add(y.year, AllLines, lanEffort, families(4), y.four)
		add(y.year, AllLines, origin(y.originOfAPM), APM(), y.apm)
		add(y.year, AllLines, origin(y.originOfTwo), TwoSided(), y.twoSided)
	}
	for _, y := range []struct {
		year       int
		categories []Category
		origin     string
		percents   [4]string // in the order of Lines
	}{
		{2021, TwoSided(), "Healthcare Innovation, 10 November 2022", [4]string{"12.7", "16.6", "35.2", "24.0"}},
		{2022, APM(), lanEffort, [4]string{"34.6", "40.3", "57.2", "41.4"}},
		{2022, TwoSided(), lanEffort, [4]string{"16.5", "18.7", "38.9", "30.2"}},
		{2023, APM(), lanEffort, [4]string{"39.2", "43.7", "64.3", "42.0"}},
		{2023, TwoSided(), lanEffort, [4]string{"21.6", "21.1", "43.0", "33.7"}},
	} {
		for i, line := range Lines() {
			add(y.year, line, y.origin, y.categories, y.percents[i])
		}
	}
	for _, lives := range []struct {
		year    int
		line    Line
		percent string
	}{{2022, AllLines, "31.5"}, {2023, Medicaid, "29.1"}, {2023, TraditionalMedicare, "49.5"}} {
		out = append(out, PublishedResult{Year: lives.year, Line: lives.line, Measure: MeasureLives, Percent: number(lives.percent), Origin: lanEffort})
	}
	return out
}

const (
	lanEffort   = "HCP-LAN, APM measurement effort (hcp-lan.org)"
	primaryCare = "Primary Care Collaborative, 4 April 2019"
)

// families is what a published share of a category counts: 3 and 4 without what is not
// linked to quality, which the LAN reports apart.
func families(n int) []Category {
	switch n {
	case 1:
		return []Category{Category1}
	case 2:
		return []Category{Category2A, Category2B, Category2C, Category2D}
	case 3:
		return []Category{Category3A, Category3B}
	}
	return []Category{Category4A, Category4B, Category4C}
}

func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }
