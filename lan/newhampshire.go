package lan

// NewHampshire is what New Hampshire asks of its Medicaid plans: 50 % of medical
// spending in qualifying alternative payment models, which the state defines by LAN
// category. Which categories qualify, and by when, is not known here; a caller sets
// them in Targets, and without them there is no answer.
func NewHampshire() Overlay {
	const authority = "New Hampshire DHHS, Medicaid APM Strategy Guidance No. 1, 4.14.7.1"
	return Overlay{
		Name: "New Hampshire", Authority: authority,
		Targets: []Goal{{Name: "qualifying APMs", Line: Medicaid, Basis: OfDollars, Share: percentage("50"), Authority: authority}},
	}
}
