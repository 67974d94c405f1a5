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

#endif
