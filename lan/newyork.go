package lan

// NewYork is the targets of New York's Medicaid managed care by 2020: 80 % of payments
// value-based, and 35 % in arrangements that share risk, which the state calls level 2
// or higher. The state asks that cost and quality both matter, so pay for performance
// alone does not count. Other years are an error.
//
// The 80 % and what counts are those of the state's roadmap (NYS Value Based Payment
// Roadmap, updates of December 2021 and May 2022). The 35 % was not read there: it is as
// two others report it, a consultancy (hsg.global, on the draft of January 2022) and a
// network of providers in the state's program (Care Compass Network, value-based
// payment).
//
// The minimum downside of the state's level 2 is not confirmed; a caller sets it in
// MinDownside.
func NewYork(year int) (Overlay, error) {
	if year != 2020 {
		return Overlay{}, unknownYear("New York", year, 2020)
	}
	const authority = "New York State VBP Roadmap"
	based := target("value-based", Medicaid, year, "80", authority, APM()...)
	based.Note = "the roadmap asks for cost and quality together, read as categories 3 and 4 with a link to quality"
	advanced := target("risk sharing", Medicaid, year, "35", "hsg.global and Care Compass Network, on the New York State VBP Roadmap", TwoSided()...)
	advanced.Note = "the percentage is as others report it of the roadmap; advanced risk-sharing agreements are read as two-sided"
	return Overlay{Name: "New York", Authority: authority, Targets: []Goal{based, advanced}}, nil
}
