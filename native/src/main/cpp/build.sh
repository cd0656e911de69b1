#!/bin/sh
# Compiles our C++ from Maven: SOURCES BUILD RESOURCES. Only what is newer than its result is compiled again.
set -eu
sources=$1 build=$2 resources=$3
flags="-std=c++17 -O2 -g -fPIC -Wall -Wextra -Werror"
mkdir -p "$build" "$resources"

newest_header=$(ls -t "$sources"/*.h | head -n 1)

# compile NAME [FLAG]...: SOURCES/NAME.cpp to BUILD/NAME.o
compile() {
    unit=$1
    shift
    object="$build/$unit.o"
    if [ -n "$(find "$sources/$unit.cpp" "$newest_header" "$sources/build.sh" -newer "$object" 2>&1)" ]; then
        g++ $flags "$@" -c "$sources/$unit.cpp" -o "$object.new"
        mv "$object.new" "$object"
    fi
}

shim="arrays autograd bound_graphs cached_ops calls crash_handlers crash_report engine library names operators placement red_zones reply result_codes signal_actions symbols"
objects=""
for unit in $shim; do
    compile "$unit"
    objects="$objects $build/$unit.o"
done
rm -f "$build/libvigilshim.a"
ar rcsD "$build/libvigilshim.a" $objects

# link PROGRAM UNIT...
link() {
    program=$1
    shift
    objects=""
    for unit in "$@"; do
        compile "$unit"
        objects="$objects $build/$unit.o"
    done
    # The C++ runtime goes in, so that a program runs on hosts with an older one.
    g++ -static-libstdc++ -static-libgcc $objects -o "$build/$program" -ldl -pthread
    strip -o "$resources/$program" "$build/$program"
}

link vigil-launcher launcher launch_options child_start process_tree
link vigil-bench-loop bench_loop
link vigil-bench-locks bench_locks
link vigil-bench-starts bench_starts
link vigil-load load
link vigil-probe probe probe_calls probe_load probe_report crash_handlers crash_report library reply result_codes signal_actions

link vigil-race race_arrays race_engine race_errors race_foreign_memory race_graphs race_main race_meeting race_operators \
    race_order race_probe race_process race_random race_report race_run race_storage race_tally race_thread_state \
    race_views race_waits race_watch crash_handlers crash_report library reply result_codes signal_actions
link vigil-leak leak leak_actions leak_samples probe_calls probe_load probe_report calls crash_handlers crash_report library \
    reply result_codes signal_actions symbols

# The proxy needs "a libmxnet.so beside it"; at link time an empty one stands for it.
mkdir -p "$build/stub"
echo "" | g++ -shared -x c++ - -Wl,-soname,libmxnet.so -o "$build/stub/libmxnet.so"

# link_proxy LIBRARY UNIT...
link_proxy() {
    proxy=$1
    shift
    objects=""
    for unit in "$@"; do
        compile "$unit"
        objects="$objects $build/$unit.o"
    done
    g++ -shared $objects -o "$resources/$proxy" -L"$build/stub" \
        -Wl,--no-as-needed -l:libmxnet.so -Wl,--disable-new-dtags,-rpath,'$ORIGIN'
}

link_proxy libvigil_fault_proxy.so fault_proxy proxy_arrays proxy_crashes proxy_errors proxy_gradient proxy_graph proxy_leaks \
    proxy_locks proxy_memory proxy_settings proxy_sizes proxy_sparse proxy_spoil proxy_starts proxy_updates proxy_values
link_proxy libvigil_race_proxy.so race_proxy race_proxy_calls race_proxy_states race_proxy_views race_proxy_waits

# The library that is loaded before a program. It needs no C++ runtime, whose version would be the program's; its thread
# data lies where no allocation is needed; its frames can be walked by their pointers; and nothing is bound late.
watch="calls contexts dump heap keeper locks modules output perturb real settings start text threads unwind
    wrap_calls wrap_driver wrap_guards wrap_locks wrap_memory wrap_threads"
objects=""
for part in $watch; do
    compile "watch_$part" -fno-exceptions -fno-rtti -fno-threadsafe-statics -ftls-model=initial-exec \
        -fvisibility=hidden -fno-omit-frame-pointer
    objects="$objects $build/watch_$part.o"
done
gcc -shared -static-libgcc -Wl,-z,now -Wl,-z,defs -Wl,--exclude-libs,ALL -Wl,-soname,libvigil_watch.so $objects \
    -o "$build/libvigil_watch.so" -ldl
strip -o "$resources/libvigil_watch.so" "$build/libvigil_watch.so"
