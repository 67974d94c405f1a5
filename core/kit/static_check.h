/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin's file says of it before it is loaded. */
#ifndef STATIC_CHECK_H
#define STATIC_CHECK_H

/* A sentence for each variable that outlives a packet. */
void static_check_variables(const char *file, void say(void *, const char *), void *context);

/* One for each function that it calls and that is not for plugins. */
void static_check_calls(const char *file, void say(void *, const char *), void *context);

#endif
