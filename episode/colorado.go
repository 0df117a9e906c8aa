package episode

import "fmt"

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
// ILLUSTRATIVE and named so is what the text at hand does not give: which services are
// related (the stay whole, and before and after it what has a diagnosis of pregnancy,
// none of the newborn), who is not counted, and the code lists. Outliers by cost are for
// the program. Spans and marks are those of [ArkansasPerinatal].
func ColoradoMaternity(year int) (Definition, error) {
	if year < firstColoradoYear || year > lastColoradoYear {
		return Definition{}, fmt.Errorf("maternity in Colorado: known for %d to %d, not for %d", firstColoradoYear, lastColoradoYear, year)
	}
	d := Definition{
		ID: "co-maternity", Name: "Maternity, Colorado", Version: fmt.Sprint(year), Authority: "10 CCR 2505-10, 8.733",
		Sets: pregnancySets(), Triggers: birth(), Windows: maternityWindows(),
		Inclusion: []Inclusion{newborn(""),
			{ID: "stay", Windows: []string{"trigger"}, Effect: Include, Category: Typical},
			pregnancyCare("", "pre", "post")},
		Exclusions: panel(""),
	}
	for i := range d.Inclusion {
		d.Inclusion[i].ID = illustrativeName(d.Inclusion[i].ID)
	}
	for i := range d.Exclusions {
		d.Exclusions[i].ID = illustrativeName(d.Exclusions[i].ID)
	}
	return d, nil
}
