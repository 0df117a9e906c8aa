package lan

// Pennsylvania is what Pennsylvania asks of the physical health plans of its Medicaid
// program: 7.5, 15, 30 and 50 % of medical spending value-based in 2017, 2018, 2019 and
// 2020, and in 2020 at least half of that in arrangements of medium or high risk:
// shared savings, shared risk, bundled and global payments (Pennsylvania DHS,
// value-based purchasing; Safety-Net Association of Pennsylvania for 2017 to 2019).
// Other years are an error.
func Pennsylvania(year int) (Overlay, error) {
	percent, known := map[int]string{2017: "7.5", 2018: "15", 2019: "30", 2020: "50"}[year]
	if !known {
		return Overlay{}, unknownYear("Pennsylvania", year, 2017, 2018, 2019, 2020)
	}
	const authority = "Pennsylvania DHS, value-based purchasing"
	based := target("value-based", Medicaid, year, percent, authority, from(Category2C)...)
	based.Note = "ties payment to outcomes, read as 2C or higher"
	o := Overlay{Name: "Pennsylvania", Authority: authority, Targets: []Goal{based}}
	if year == 2020 {
		risk := target("medium or high risk", Medicaid, year, "25", authority, APM()...)
		risk.Note = "half of the 50 %; the arrangements that the state lists are those of categories 3 and 4"
		o.Targets = append(o.Targets, risk)
	}
	return o, nil
}
