local northtown = {}
function northtown.may_admit(case)
  local p = param
  p.wait_limit = "1 day"
  return true
end
return northtown
