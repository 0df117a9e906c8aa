package episode

import (
	"fmt"
	"slices"
)

// The years of [ColoradoMaternity].
const (
	firstColoradoYear = 2020
	lastColoradoYear  = 2025
)

// ColoradoMaternity is the maternity episode of Colorado's bundled payments (10 CCR
// 2505-10, 8.733) for a year from 2020, when it began on November 1, to 2025: a live
// delivery, 280 days before the hospital stay, the stay, and 60 days after it. The
// accountable provider is the obstetric practice that volunteered.
//
// The stay is held whole, and before and after it what has a diagnosis of pregnancy.
// Which services are related is not published in the rule: the code lists are this
// library's own, ILLUSTRATIVE and named so. Spans and marks are those of
// [ArkansasPerinatal].
func ColoradoMaternity(year int) (Definition, error) {
	if year < firstColoradoYear || year > lastColoradoYear {
		return Definition{}, fmt.Errorf("maternity in Colorado: known for %d to %d, not for %d", firstColoradoYear, lastColoradoYear, year)
	}
	const authority = "10 CCR 2505-10, 8.733"
	return Definition{
		ID: "co-maternity", Name: "Maternity, Colorado", Version: fmt.Sprint(year), Authority: authority,
		Sets: pregnancySets(), Triggers: birth(), Windows: maternityWindows(),
		Inclusion: slices.Concat([]Inclusion{newborn(authority),
			{ID: "stay", Authority: authority, Windows: []string{"trigger"}, Effect: Include, Category: Typical},
			pregnancyCare(authority, "pre", "post")}),
		Exclusions: panel(authority),
	}, nil
}
