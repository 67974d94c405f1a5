/* SPDX-License-Identifier: Apache-2.0 */
/* Options of netcapd that set more than one member of struct settings, or none as they stand. */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "base/argtable.h"

#include <stddef.h>

/* Each into a struct settings; NULL, or what was expected instead. */

/* One more thing to read. */
const char *option_input(void *settings, const char *value);

/* What is asked for, in place of a run. */
const char *option_dump(void *settings, const char *plugin);
const char *option_header(void *settings, const char *type);

const char *option_keep(void *settings, const char *value);

/* Names, and a folder, more; "": none so far. */
const char *option_include(void *settings, const char *names);
const char *option_exclude(void *settings, const char *names);
const char *option_plugins(void *settings, const char *folder);

/* All of them, with commas between. */
const char *option_included(const void *settings, char *buffer, size_t size);
const char *option_excluded(const void *settings, char *buffer, size_t size);

/* One more interface. */
const char *option_interface(void *settings, const char *name);

/* A time, before which packets are wanted, or a URL to send records to. */
const char *option_to(void *settings, const char *value);
const char *option_metrics(void *settings, const char *place);

/* What these two took, for the ini file; not of URLs. */
const char *option_to_text(const void *settings, char *buffer, size_t size);
const char *option_metrics_text(const void *settings, char *buffer, size_t size);

/* Of "NAME=VALUE" in a run.json that anybody may have written, whose row is this or NULL: NULL when
 * it changes nothing but records. */
const char *option_wrong_of_report(const struct arg_row *, const char *value);

#endif
