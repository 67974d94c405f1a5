/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox of each process: what it does not need to do it cannot do.  Each process confines
 * itself, for good, once it has what it needs and before it sees what it cannot trust. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/say.h"
#include "sandbox/landlock.h"
#include "sandbox/profiles.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether there is to be one, and whether it must be whole.  Asks the kernel what it has, and says
 * what that lacks; STATUS_DONE, or with what to end when it must not lack. */
enum status sandbox_setup(bool wanted, bool required);

/* What this kernel lacks; "" when nothing does or nothing is wanted. */
const char *sandbox_lack(void);

enum { SANDBOX_TEXT = 80 };

/* "seccomp, Landlock 7", "off", in a buffer of SANDBOX_TEXT bytes. */
const char *sandbox_text(char *buffer);

/* What follows is true when the sandbox is off, and false, and said, when it cannot be had after
 * all: such a process is not to go on. */

/* The process that loads plugins from there, folders or a file, NULL behind the last, and forks
 * workers.  Its standard
 * streams are closed, without a sandbox as well, and all but these descriptors. */
bool sandbox_zygote(char *const *plugins, const int *fds, size_t n_fds);

/* A worker, which reads and writes these descriptors and has no others.  `memory` is how much it
 * may have that is not shared. */
bool sandbox_worker(const int *fds, size_t n_fds, size_t memory);

/* The supervisor, which keeps what is open, reaches these paths and may signal its crew. */
bool sandbox_supervisor(const struct path_rule *, size_t n_rules);

/* A process that serves at a socket which listens already, and reaches no files. */
bool sandbox_attendant(void);

/* A program of one process, which reaches these paths: as far as the kernel can, without a word. */
bool sandbox_program(const struct profile *, const struct path_rule *, size_t n_rules);

#endif
