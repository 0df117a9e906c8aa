package lan

// OregonCCO is what Oregon asks of its coordinated care organisations: a share of their
// payments to providers in category 2C or higher, 20 % in 2020 and 70 % in 2024 (Oregon
// Health Authority, value-based payment roadmap). The targets of the years between and
// the separate target for downside risk are not confirmed; other years are an error.
//
// Payments to recognised primary care homes (2A) are asked for beside the target and do
// not count toward it.
func OregonCCO(year int) (Overlay, error) {
	percent, known := map[int]string{2020: "20", 2024: "70"}[year]
	if !known {
		return Overlay{}, unknownYear("Oregon CCO", year, 2020, 2024)
	}
	const authority = "Oregon Health Authority, CCO value-based payment roadmap"
	return Overlay{
		Name: "Oregon CCO", Authority: authority,
		Targets: []Goal{target("2C or higher", Medicaid, year, percent, authority, from(Category2C)...)},
	}, nil
}

// OregonCompact is the target of the Oregon Value-Based Payment Compact: 70 % of
// payers' payments in advanced models, shared savings and shared risk, by 2025, of
// commercial and public payers together. Other years are an error.
func OregonCompact(year int) (Overlay, error) {
	if year != 2025 {
		return Overlay{}, unknownYear("Oregon VBP Compact", year, 2025)
	}
	const authority = "Oregon VBP Compact, targets of April 2023"
	g := target("advanced models", AllLines, year, "70", authority, APM()...)
	g.Note = "the compact names shared savings and shared risk; population-based payment is read as at least as advanced"
	return Overlay{Name: "Oregon VBP Compact", Authority: authority, Targets: []Goal{g}}, nil
}
