#include "adapters/http/read_call.hpp"

#include "adapters/http/problem.hpp"

namespace docket::http {

Awaitable<Response> read_aside(Call& call, std::move_only_function<Response()> work) {
  auto start = [&reads = call.app.reads, work = std::move(work), id = std::string(call.request.id)](auto done) mutable {
    auto shared = std::make_shared<decltype(done)>(std::move(done));
    auto run = [shared, work = std::move(work)]() mutable { (*shared)(work()); };
    if (!reads.offer(std::move(run))) (*shared)(answer(problem(Reason::overloaded), id));
  };
  auto response = co_await call.pending.wait<Response>(call.deadline(), std::move(start));
  if (response) co_return std::move(*response);
  auto late = problem(Reason::no_answer);
  late.applied = Applied::no;
  co_return answer(late, call.request.id);
}

}  // namespace docket::http
