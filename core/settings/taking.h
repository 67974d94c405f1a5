/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options that are more than a member each: they add up, choose what is done, or are one
 * of two things.  Each takes one into a struct settings: NULL, or what was expected instead. */
#ifndef TAKING_H
#define TAKING_H

#include "settings/settings.h"

const char *taking_input(void *settings, const char *value);
const char *taking_interface(void *settings, const char *value);
const char *taking_dump(void *settings, const char *value);
const char *taking_header(void *settings, const char *value);

/* A time, before which packets are wanted, or a URL. */
const char *taking_to(void *settings, const char *value);
const char *taking_metrics(void *settings, const char *value);

/* What these two took, for the ini file; not of URLs. */
const char *taking_to_text(const void *settings, char *buffer, size_t size);
const char *taking_metrics_text(const void *settings, char *buffer, size_t size);

#endif
