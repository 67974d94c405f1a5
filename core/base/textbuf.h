/* SPDX-License-Identifier: Apache-2.0 */
/* Text on its way out: collected in memory, written much at a time. */
#ifndef TEXTBUF_H
#define TEXTBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textbuf {
    char *data;
    size_t used, size;
    int fd;    /* -1: everything stays in memory */
    int error; /* errno of the first write that failed; nothing is written after it */
};

void textbuf_free(struct textbuf *);

/* Writes what there is; to be called between records, never while one is being built. */
void textbuf_flush(struct textbuf *);
void textbuf_flush_if_large(struct textbuf *);

/* Where size more bytes fit, after the memory was made larger. */
char *textbuf_grow(struct textbuf *, size_t size);

/* Where size more bytes fit; whoever writes there adds to used. */
static inline char *
textbuf_space(struct textbuf *text, size_t size)
{
    return text->size - text->used < size ? textbuf_grow(text, size) : text->data + text->used;
}

void text_bytes(struct textbuf *, const void *bytes, size_t size);
void text_string(struct textbuf *, const char *string);

static inline void
text_char(struct textbuf *text, char c)
{
    *textbuf_space(text, 1) = c;
    text->used++;
}

void text_pad(struct textbuf *, char c, size_t count);
void text_unsigned(struct textbuf *, uint64_t number);
void text_signed(struct textbuf *, int64_t number);
void text_hex(struct textbuf *, const uint8_t *bytes, size_t size);

/* RFC 4648. */
void text_base64(struct textbuf *, const uint8_t *bytes, size_t size);

/* At most 8 decimals, without zeros at the end. */
void text_decimal(struct textbuf *, double number);

/* As few digits as give the same number back; single: the same float. */
void text_shortest(struct textbuf *, double number, bool single);

/* "seconds.fraction", six or nine digits.  A fraction of fewer digits is a count of
 * microseconds, as netcap before 0.4 wrote it.  False: it is something else. */
struct text_time {
    int64_t seconds;
    uint32_t nanoseconds;
    int digits; /* of the fraction, to print: 6 or 9 */
};
bool text_time_read(const uint8_t *bytes, size_t size, struct text_time *);
void text_time_utc(struct textbuf *, const struct text_time *); /* RFC 3339, "Z" */

#endif
