/* SPDX-License-Identifier: Apache-2.0 */
/* What a process may try: each is 0, or errno when the system does not let it. */
#ifndef ACTS_H
#define ACTS_H

/* A descriptor that may be read and written, and a page that is shared and read-only. */
extern int acts_event;
extern char *acts_page;
void acts_prepare(void);

int compute(void);
int say_something(void);
int take_more_memory_than_allowed(void);
int open_file(void);
int open_for_writing(void);
int make_file(void);
int make_socket(void);
int make_raw_socket(void);
int make_socketpair(void);
int make_pipe(void);
int become_two(void);
int become_two_with_vfork(void);
int make_namespace(void);
int trace(void);
int kill_parent(void);
int kill_with_tgkill(void);
int ask_parent(void);
int write_elsewhere(void);
int open_memory(void);
int run_memory(void);
int share_memory(void);
int write_and_run(void);
int run_what_was_written(void);
int catch_signals(void);
int change_user(void);
int lift_limits(void);
int outlive(void);
int own_signals(void);
int choose_the_signal(void);
int limit_parent(void);
int signal_parent_with_tgkill(void);
int open_parent(void);
int kill_itself(void);
int raise_nothing(void);
int ask_the_limit(void);
int keep_to_itself(void);
int type_for_the_user(void);
int paste_for_the_user(void);
int own_signals_by_ioctl(void);
int ask_the_size(void);
int ask_the_interface(void);
int raise_abort(void);
int raise_term(void);
int run_program(void);
int make_thread(void);
int make_bare_thread(void);
int read_other_memory(void);
int set_timer(void);
int catch_the_sandbox(void);
int fork_and_end(void);
int load_library(void);

#endif
