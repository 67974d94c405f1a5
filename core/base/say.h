/* SPDX-License-Identifier: Apache-2.0 */
/* What the program says to people, and its exit status. */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>
#include <stdio.h>

enum status {
    STATUS_DONE = 0,
    STATUS_FAILED = 1,  /* an output could not be written, or another run-time error */
    STATUS_USAGE = 2,   /* wrong options or configuration */
    STATUS_PARTIAL = 3, /* done, but something could not be read or decoded */
    STATUS_REFUSED = 4, /* a plugin was refused */
};

/* "netcapd: " and this on standard error, one line.  Says what, where, and what to do.  Where that
 * is the journal its level stands before it, as "<3>": see sd-daemon(3), and $JOURNAL_STREAM in
 * systemd.exec(5). */
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, of what is no failure, as an interface that is down. */
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, only with --verbose. */
void say_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The program's name before each line; details are said from verbosity 1 on. */
void say_setup(const char *program, int verbosity);

/* To be called before all else: a standard stream that is closed would be the next file opened, a
 * socket, say, which is then read as a capture.  In place of an output that is closed stands one
 * to which every write fails. */
void say_streams(void);

/* Whether standard output was open at the start. */
bool say_has_output(void);

/* The exit status once all is out that was printed: a list or summary that went nowhere is no
 * success, unless the reader of a pipe has left and only `all` is enough.  Nothing is printed after
 * it. */
int say_printed(int status, bool all);

/* That standard output cannot be written, and why. */
void say_unwritten(int error);

/* Called with each error, without the program's name; NULL for none. */
void say_hear(void (*hear)(const char *line));

/* Called before each line, so that a live one can be wiped; NULL for none. */
void say_before(void (*wipe)(void));

/* Whether text written there may be coloured: a terminal, and NO_COLOR unset or empty. */
bool say_colour(FILE *to);

#endif
