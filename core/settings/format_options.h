/* SPDX-License-Identifier: Apache-2.0 */
/* What files are made of records, and how they are compressed: values of options as people write
 * them. */
#ifndef FORMAT_OPTIONS_H
#define FORMAT_OPTIONS_H

#include <stddef.h>

/* What there is to choose from. */
extern const char format_options_help[];

/* Takes the value into struct settings; NULL, or what was expected instead. */
const char *format_options_take(void *settings, const char *formats);
const char *format_options_compress(void *settings, const char *compression);

/* As they would be written again, in buffer, for which OPTION_TEXT bytes are enough. */
const char *format_options_text(const void *settings, char *buffer, size_t size);
const char *format_options_compression(const void *settings, char *buffer, size_t size);
enum { OPTION_TEXT = 64 };

#endif
