/* SPDX-License-Identifier: Apache-2.0 */
#include "dump_helper.h"

#include <CUnit/Basic.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

char path[64], second[64];
struct bytes file;
struct textbuf output;
char said[4096];
enum status status;

static char folder[] = "/tmp/netcap_test.XXXXXX", said_path[64];
static int standard_error = -1;

struct dump_options
options_of(const struct format *format)
{
    return (struct dump_options){
        .format = format, .limit = UINT64_MAX, .separator = ',', .title = true
    };
}

void
hear(void)
{
    int to = open(said_path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    standard_error = dup(2);
    dup2(to, 2);
    close(to);
}

void
hear_said(void)
{
    ssize_t size = pread(2, said, sizeof said - 1, 0);

    said[size > 0 ? size : 0] = '\0';
    dup2(standard_error, 2);
    close(standard_error);
}

const char *
dump_paths(const struct dump_options *options, char *const *paths, size_t count)
{
    output.used = 0;
    output.fd = -1;
    hear();
    status = dump_files(options, paths, count, &output);
    hear_said();
    text_char(&output, '\0');
    return output.data;
}

const char *
dump(const struct dump_options *options)
{
    char *const paths[] = { path };

    if (save_bytes(path, file.data, file.used))
        return "the file could not be written";
    return dump_paths(options, paths, 1);
}

const char *
dump_as(const struct format *format)
{
    struct dump_options options = options_of(format);

    return dump(&options);
}

const char *
dump_columns(const struct format *format, const struct bytes *record, const char *columns)
{
    struct dump_options options = options_of(format);

    start_all_file(&file);
    put_framed(&file, record);
    options.select = columns;
    options.title = false;
    return dump(&options);
}

const char *
csv_of(const struct bytes *record, const char *columns)
{
    return dump_columns(&format_csv, record, columns);
}

void
put_sample(struct bytes *record)
{
    struct bytes in = { .used = 0 };

    put_number(&in, 1, 7);
    put_text(&in, 2, "x");
    put_number(record, 5, (uint64_t)-3);
    put_text(record, 9, "one");
    put_inside(record, 11, &in);
    put_inside(record, 22, &in);
    put_inside(record, 22, &in);
    put_text(record, 1000, "1499254962.000005");
}

static int
make_folder(void)
{
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/first.ncap", folder);
    snprintf(second, sizeof second, "%s/second.ncap", folder);
    snprintf(said_path, sizeof said_path, "%s/said", folder);
    return 0;
}

static int
remove_folder(void)
{
    textbuf_free(&output);
    unlink(path);
    unlink(second);
    unlink(said_path);
    return rmdir(folder);
}

int
run_tests(const char *suite, const CU_TestInfo *tests)
{
    CU_pSuite added;
    bool failed = CU_initialize_registry() != CUE_SUCCESS;

    added = failed ? NULL : CU_add_suite(suite, make_folder, remove_folder);
    for (; added && tests->pName; tests++)
        failed |= !CU_add_test(added, tests->pName, tests->pTestFunc);
    failed |= !added || CU_basic_run_tests() != CUE_SUCCESS || CU_get_number_of_failures() > 0 ||
              CU_get_number_of_suites_failed() > 0;
    CU_cleanup_registry();
    return failed;
}
