package dev.vigil.properties.references;

import dev.vigil.properties.references.Outcomes.Kind;
import dev.vigil.properties.references.Sampler.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which operator draws from which distribution, by the documentation of either public line of builds. */
final class SamplerTable {
    private SamplerTable() {}

    static List<Sampler> rows() {
        List<Sampler> rows = new ArrayList<>();
        classic(rows, "uniform", "low:-2:0 high:1:3", Distributions::uniform);
        classic(rows, "normal", "loc:-2:2 scale:0.5:3", Distributions::normal);
        classic(rows, "gamma", "alpha:0.3:5 beta:0.5:3", Distributions::gamma);
        classic(rows, "exponential", "lam:0.3:3", Distributions::exponentialOfRate);
        classic(rows, "poisson", "lam:0.5:30", Distributions::poisson);
        classic(rows, "negative_binomial", "k:1:9:whole p:0.2:0.8", Distributions::negativeBinomial);
        classic(
                rows,
                "generalized_negative_binomial",
                "mu:0.5:9 alpha:0.1:1",
                Distributions::generalizedNegativeBinomial);
        classic(rows, "binomial", "n:1:20:whole p:0.2:0.8", Distributions::binomial);
        rows.add(Sampler.of(
                "_random_randint",
                Form.ATTRIBUTES,
                "shape",
                Map.of(),
                "low:-9:0:whole high:2:90:whole",
                Distributions::wholes));
        rows.add(Sampler.of(
                "Dropout", Form.LIKE, "", Map.of("mode", "always", "axes", "()"), "p:0.2:0.8", Distributions::kept));
        numpy(rows, "uniform", "low:-2:0 high:1:3", Distributions::uniform);
        numpy(rows, "normal", "loc:-2:2 scale:0.5:3", Distributions::normal);
        numpy(rows, "uniform_n", "low:-2:0 high:1:3", Distributions::uniform);
        numpy(rows, "normal_n", "loc:-2:2 scale:0.5:3", Distributions::normal);
        numpy(rows, "gamma", "shape:0.3:5 scale:0.5:3", Distributions::gamma);
        numpy(rows, "exponential", "scale:0.3:3", Distributions::exponential);
        numpy(rows, "laplace", "loc:-2:2 scale:0.5:3", Distributions::laplace);
        numpy(rows, "logistic", "loc:-2:2 scale:0.5:3", Distributions::logistic);
        numpy(rows, "gumbel", "loc:-2:2 scale:0.5:3", Distributions::gumbel);
        numpy(rows, "pareto", "a:1:5", Distributions::lomax);
        numpy(rows, "powerd", "a:0.5:5", Distributions::power);
        numpy(rows, "rayleigh", "scale:0.5:3", Distributions::rayleigh);
        numpy(rows, "weibull", "a:0.5:5", Distributions::weibull);
        rows.add(Sampler.of(
                "_npi_bernoulli",
                Form.EITHER,
                "size",
                Map.of("is_logit", "False", "logit", "None"),
                "prob:0.2:0.8",
                Distributions::bernoulli));
        rows.add(Sampler.of(
                "_npi_choice",
                Form.ATTRIBUTES,
                "size",
                Map.of("replace", "True", "weighted", "False"),
                "a:2:90:whole",
                Distributions::below));
        return rows;
    }

    /** Those that draw among outcomes. */
    static List<Outcomes> outcomes() {
        return List.of(
                // Until 1.x the name of what 2.x calls categorical.
                new Outcomes("_sample_multinomial", Kind.CHOSEN, "shape", Map.of("get_prob", "False")),
                new Outcomes("_sample_multinomial", Kind.COUNTED_OF_INPUTS, "shape", Map.of()),
                new Outcomes("_sample_categorical", Kind.CHOSEN, "shape", Map.of("get_prob", "False")),
                new Outcomes("_npi_multinomial", Kind.COUNTED, "size", Map.of()),
                new Outcomes("_shuffle", Kind.SHUFFLED, "", Map.of()),
                new Outcomes("_npi_choice", Kind.ORDERED, "size", Map.of("replace", "False", "weighted", "False")));
    }

    /** The three of one distribution: parameters in attributes, the same with the shape of an input, and in inputs. */
    private static void classic(List<Sampler> rows, String name, String parameters, Function<double[], Law> law) {
        rows.add(Sampler.of("_random_" + name, Form.ATTRIBUTES, "shape", Map.of(), parameters, law));
        rows.add(Sampler.of("_random_" + name + "_like", Form.LIKE, "", Map.of(), parameters, law));
        rows.add(Sampler.of("_sample_" + name, Form.INPUTS, "shape", Map.of(), parameters, law));
    }

    private static void numpy(List<Sampler> rows, String name, String parameters, Function<double[], Law> law) {
        Form form = name.endsWith("_n") ? Form.EITHER_BEHIND : Form.EITHER;
        rows.add(Sampler.of("_npi_" + name, form, "size", Map.of(), parameters, law));
    }
}
