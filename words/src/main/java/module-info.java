/** Numbers and errors as all sentences to people have them. Knows no room, and every room may know it. */
module loglog.words {
    exports loglog.words;
}
