// Package claims loads claims for the example programs: the embedded ones, or the
// user's own CSV files.
//
// The embedded claims are those of 500 beneficiaries of CMS's "2008-2010 Data
// Entrepreneurs' Synthetic Public Use File" (DE-SynPUF), sample 2, for 2008 and 2009,
// in the CSV form of this package: service lines from the carrier records, claims of
// facilities, diagnoses and procedures by claim (ICD-9-CM), and CMS's own annual
// totals. The file is synthetic: nobody's claims, and
// no result on it is a finding about anyone. It has no specialty, place of service,
// bill type, revenue center or coverage by month, so the methods of the Medicare
// regulations cannot qualify its services; the extract that it was made from has five
// of the thirteen lines of a carrier record, and dates by the claim; there is no
// roster. The embedded roster is fictional: it pools the TINs into three organisations
// by their last digit and leaves four digits in ten outside. Command generate, in this
// folder, makes the files from those that CMS publishes.
//
// [Loader.Members] reads files that are sorted by member as a stream, whatever their
// size. A file that is not sorted is an [*UnsortedError]; named in [Files.InMemory] it
// is read into memory whole and sorted there, at the cost of a few hundred bytes a
// row.
//
// A row that cannot be used is a [*RowError] with file, line, column and reason. The
// text of the error holds no value of the row.
package claims
