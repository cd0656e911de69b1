package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CxxNamesTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "libmxnet.so+0x12 _ZN5mxnet6engine14ThreadedEngine6DeleteEv | libmxnet.so+0x12 mxnet::engine::ThreadedEngine::Delete()",
                "_Z4leakv (leaky+0x5)                                       | leak() (leaky+0x5)",
                "_ZSt4moveIRiEONSt16remove_referenceIT_E4typeEOS2_          | std::remove_reference<int&>::type&& std::move<int&>(int&)",
                "libc.so.6+0x9 abort                                        | libc.so.6+0x9 abort",
                "libx.so+0x1 _Znope                                         | libx.so+0x1 _Znope",
                "libx.so+0x1                                                | libx.so+0x1",
                "a_Z4leakv                                                  | a_Z4leakv",
            })
    void symbolsBecomeDeclarationsAndAllElseStays(String text, String readable) {
        assertEquals(readable, CxxNames.readable(text));
    }
}
