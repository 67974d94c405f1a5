/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/hidden.h"

#include "anonymize/texts.h"

#include <string.h>

enum { LEAST = 10, PHASES = 4 }; /* "1.1.1.1"; a word may have something before what it hides */

/* RFC 4648, sections 4 and 5, but for '/', which divides paths; -1: none of these. */
static int
value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* What is no text becomes what no address has in it. */
static void
decode(const char *word, size_t size, struct textbuf *to)
{
    uint32_t bits = 0;
    unsigned n = 0;

    to->used = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 6 | (uint32_t)value_of(word[i]);
        n += 6;
        if (n >= 8) {
            char c = (char)(bits >> (n -= 8));

            text_char(to, c >= ' ' && c <= '~' ? c : '\x80');
        }
    }
}

static bool
hides(struct addresses *a, const char *word, size_t size, struct textbuf *text,
      struct textbuf *room)
{
    for (size_t phase = 0; phase < PHASES && phase + LEAST <= size; phase++) {
        decode(word + phase, size - phase, text);
        if (!texts_is_clean(a, text->data, text->used, room))
            return true;
    }
    return false;
}

void
hidden_clean(struct addresses *a, const char *text, size_t size, struct textbuf *to)
{
    struct textbuf decoded = { .fd = -1 }, room = { .fd = -1 };

    for (size_t at = 0; at < size;) {
        size_t n = 0;

        while (at + n < size && value_of(text[at + n]) >= 0)
            n++;
        if (n >= LEAST && hides(a, text + at, n, &decoded, &room))
            words_hash(a->secret, SECRET_PATH, text + at, n, to);
        else
            text_bytes(to, text + at, n);
        at += n;
        if (at < size)
            text_char(to, text[at++]);
    }
    textbuf_free(&decoded);
    textbuf_free(&room);
}
