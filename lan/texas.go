package lan

// Texas is what Texas asks of its Medicaid and CHIP plans: 25 % of payments to providers in
// alternative payment models in 2018, of which 10 points with downside risk, and 50 %
// and 25 points in 2021 (Texas HHSC, value-based care). The steps between are not
// known; other years are an error. Dental plans have lower targets for risk and are not
// in this overlay.
func Texas(year int) (Overlay, error) {
	percents, known := map[int][2]string{2018: {"25", "10"}, 2021: {"50", "25"}}[year]
	if !known {
		return Overlay{}, unknownYear("Texas", year, 2018, 2021)
	}
	const authority = "Texas HHSC, Medicaid and CHIP value-based care"
	all := target("alternative payment models", Medicaid, year, percents[0], authority, Linked()...)
	all.Note = "the state does not name categories; read as every category linked to quality and value"
	risk := target("with downside risk", Medicaid, year, percents[1], authority, TwoSided()...)
	risk.Note = "downside risk is read as two-sided"
	return Overlay{Name: "Texas", Authority: authority, Targets: []Goal{all, risk}}, nil
}
