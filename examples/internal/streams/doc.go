// Package streams derives the payment streams of package lan from the terms that the
// other rooms calculate with, so that an arrangement's class cannot drift from its
// money. It holds one function for each room; a caller copies the one that it needs.
//
// Nothing is read off a label or a field of the terms: the compiled terms are asked
// what they pay and take, at facts that reach the ends of what can happen.
package streams
