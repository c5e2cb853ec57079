// The one executor of this module: the io_context of the connection's thread, spelt as a concrete type so
// that no operation pays for type erasure. No strands: a connection never leaves its thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace docket::http {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
using Token = asio::use_awaitable_t<Executor>;

template <typename T>
using Awaitable = asio::awaitable<T, Executor>;

}  // namespace docket::http
