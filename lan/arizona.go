package lan

// Arizona is what AHCCCS asks of its Medicaid plans: a share of medical spend in
// categories 2 to 4, and within it a share in categories 3 and 4. The percentages of
// the contracts are not known here; a caller sets them in Targets. The results that
// AHCCCS has published are among the Results, by contract year.
func Arizona() Overlay {
	const authority = "AHCCCS, value-based purchasing"
	result := func(year int, percent string, categories []Category) PublishedResult {
		return PublishedResult{Year: year, Line: Medicaid, Measure: "share of medical spend, contract year", Categories: categories,
			Percent: number(percent), Origin: "azahcccs.gov, value-based purchasing"}
	}
	all, advanced := Goal{Name: "categories 2 to 4", Line: Medicaid, Basis: OfDollars, Categories: Linked(), Authority: authority},
		Goal{Name: "categories 3 and 4", Line: Medicaid, Basis: OfDollars, Categories: APM(), Authority: authority}
	return Overlay{
		Name: "Arizona AHCCCS", Authority: authority, Targets: []Goal{all, advanced},
		Results: []PublishedResult{
			result(2017, "36.6", Linked()), result(2024, "76.6", Linked()),
			result(2017, "16.0", APM()), result(2024, "64.3", APM()),
		},
	}
}
