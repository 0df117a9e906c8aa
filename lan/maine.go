package lan

// MaineCare is the target of Maine's Medicaid program: 40 % of its payments in category
// 2C or higher by the end of 2022 (Maine Office of MaineCare Services). Other years are an
// error.
func MaineCare(year int) (Overlay, error) {
	if year != 2022 {
		return Overlay{}, unknownYear("MaineCare", year, 2022)
	}
	const authority = "Maine DHHS, Office of MaineCare Services, value-based purchasing"
	return Overlay{
		Name: "MaineCare", Authority: authority,
		Targets: []Goal{target("2C or higher", Medicaid, year, "40", authority, from(Category2C)...)},
	}, nil
}
