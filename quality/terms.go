package quality

import (
	"github.com/seed-6807d414/apm"
)

// Terms are a program's rules of quality: its measures, how they combine, and the
// pathways to a status. They are plain data; [New] checks and compiles them.
type Terms struct {
	// Name is what the program calls itself: "MSSP, performance year 2023".
	Name string `json:"name"`
	// Year is the performance year, 0 where the terms hold for any.
	Year int `json:"year,omitzero"`
	// Measures, in any order: no result depends on it.
	Measures   []Measure   `json:"measures,omitempty"`
	Benchmarks []Benchmark `json:"benchmarks,omitempty"`
	Nodes      []Node      `json:"nodes,omitempty"`
	// Score names the node or measure whose score is the program's. It may be empty in a
	// program that knows a status only.
	Score string `json:"score,omitzero"`
	// As is how the score is handed to the money rooms.
	As ScoreAs `json:"as,omitzero"`
	// Status is the pathways to a status, in order: the first whose condition holds gives it.
	Status []Pathway `json:"status,omitempty"`
	// Otherwise is the status when no pathway holds. It must be given where there are
	// pathways.
	Otherwise apm.Status `json:"otherwise,omitzero"`
}

// ScoreAs is how a score becomes an [apm.Quality] score.
type ScoreAs string

// The forms; the zero value is AsFraction.
const (
	AsFraction ScoreAs = "fraction" // over the points available: 76.61 of 100 is 0.7661
	AsPoints   ScoreAs = "points"   // as it is: measures met, stars
)

// Pathway is a way to a status.
type Pathway struct {
	Name      string     `json:"name"` // what the way is called: "eCQM incentive"
	Status    apm.Status `json:"status"`
	When      Condition  `json:"when"`
	Authority string     `json:"authority,omitzero"`
}
