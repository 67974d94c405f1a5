/* SPDX-License-Identifier: Apache-2.0 */
/* Options of netcapd that set more than one member of struct settings, or none as they stand. */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

/* Each into a struct settings; NULL, or what was expected instead. */

/* One more thing to read. */
const char *option_input(void *settings, const char *value);

/* What is asked for, in place of a run. */
const char *option_dump(void *settings, const char *plugin);
const char *option_header(void *settings, const char *type);

const char *option_keep(void *settings, const char *value);

#endif
