/* SPDX-License-Identifier: Apache-2.0 */
/* What people write for a switch or a number. */
#ifndef PARSE_H
#define PARSE_H

#include <stdbool.h>
#include <stdint.h>

/* "on" and "off" and their kin; false when it is neither. */
bool parse_switch(const char *text, bool *value);

/* A whole number within bounds, decimal or from 0x on hexadecimal; false when it is none. */
bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *value);

/* A time in milliseconds: a whole number of seconds, or with ms, s, m, h or d behind it; false when
 * it is none. */
bool parse_time(const char *text, uint64_t *milliseconds);

/* A number of bytes: a whole number, with K, M, G or T behind it of so many 1024, 1024^2 and so on;
 * false when it is none. */
bool parse_size(const char *text, uint64_t *bytes);

#endif
