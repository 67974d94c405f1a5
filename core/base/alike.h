/* SPDX-License-Identifier: Apache-2.0 */
/* Of names that there are, those that somebody may have meant who wrote another. */
#ifndef ALIKE_H
#define ALIKE_H

#include <stddef.h>

/* How many letters of the shorter texts are to be changed, added, left out or exchanged with their
 * neighbours to make one into the other, whatever their case; of long ones ALIKE_FAR. */
unsigned alike_distance(const char *a, size_t a_length, const char *b, size_t b_length);
enum { ALIKE_FAR = 1000, ALIKE_LENGTH = 48 };

enum { ALIKE_MOST = 3, ALIKE_TEXT = 256 };

/* The likeliest first; names are the caller's. */
struct alike {
    const char *written;
    size_t length;
    const char *names[ALIKE_MOST];
    unsigned distances[ALIKE_MOST];
    size_t count;
};

/* Begins with what is written, which may have something behind it. */
struct alike alike_to(const char *written, size_t length);

/* A name that there is. */
void alike_offer(struct alike *, const char *name);

/* To be put behind what is wrong: "; is --from or --format meant?", with what stands before each
 * name, or ";" when none is like it. */
const char *alike_question(const struct alike *, const char *before, char to[ALIKE_TEXT]);

#endif
