package lan

// LANGoals is the first goals of the LAN, for all lines of business together: 30 % of
// dollars in alternative payment models, shared savings included, by the end of 2016,
// and 50 % by the end of 2018 (hcp-lan.org, measurement effort pages). Other years are
// an error.
//
// Of the goals of 2019 and 2022, which count two-sided models by line of business, the
// existence and the dates are confirmed but not the percentages; a caller who has them
// writes each as a [Goal] with [TwoSided] categories.
func LANGoals(year int) ([]Goal, error) {
	const authority = "hcp-lan.org, APM measurement effort"
	switch year {
	case 2016:
		return []Goal{target("LAN 2016", AllLines, year, "30", authority, APM()...)}, nil
	case 2018:
		return []Goal{target("LAN 2018", AllLines, year, "50", authority, APM()...)}, nil
	}
	return nil, unknownYear("LAN goals", year, 2016, 2018)
}

// HHSGoals is the goals for traditional Medicare that the Department of Health and
// Human Services set in 2015: 30 % of dollars in alternative payment models by the end
// of 2016 and 50 % by the end of 2018, and 85 % tied to quality by the end of 2016
// (hcp-lan.org; National Library of Medicine, Paying for Value). Other years are an
// error.
func HHSGoals(year int) ([]Goal, error) {
	const authority = "HHS, goals of 2015"
	switch year {
	case 2016:
		return []Goal{
			target("HHS 2016, alternative payment models", TraditionalMedicare, year, "30", authority, APM()...),
			target("HHS 2016, tied to quality", TraditionalMedicare, year, "85", authority, Linked()...),
		}, nil
	case 2018:
		return []Goal{target("HHS 2018, alternative payment models", TraditionalMedicare, year, "50", authority, APM()...)}, nil
	}
	return nil, unknownYear("HHS goals", year, 2016, 2018)
}

// CMSAccountableCare is CMS's goal for 2030: every beneficiary of traditional Medicare
// in an accountable relationship.
func CMSAccountableCare() Goal {
	return Goal{Name: "CMS 2030, accountable care", Line: TraditionalMedicare, Year: 2030, Basis: OfLives, Share: percentage("100"),
		Authority: "CMS, goal for 2030"}
}
